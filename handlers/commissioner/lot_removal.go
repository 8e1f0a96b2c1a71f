package commissioner

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// LotRemoval asks before a part (lot) is taken out.
func (p Pages) LotRemoval(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showLotRemoval(c, w, form.Prefill(nil)) })
}

// RemoveLot takes it out with its price schedule.
func (p Pages) RemoveLot(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		done, err := p.save(c, f, &w, "lots", func(ct *tender.Content) error { return tender.RemoveLot(ct, c.Param("n")) })
		switch {
		case err != nil:
			return err
		case !done:
			return p.showLotRemoval(c, w, f)
		}
		return p.Redirect(c, w.base()+"/lots", "The part (lot) is removed.")
	})
}

func (p Pages) showLotRemoval(c *gin.Context, w writing, f *form.Form) error {
	l, ok := tender.LotByID(w.Content, c.Param("n"))
	if !ok {
		return refusal.Missing("part (lot)")
	}
	at := w.base() + "/lots/" + l.ID
	v := templates.RemovalView{Head: p.head(c, w, "Remove this part (lot)?", f), Action: at + "/removal", Button: "Remove part (lot)"}
	v.Back = &components.Link{Text: lotName(l), Href: at}
	v.Lines = []string{lotName(l) + "."}
	if n := len(l.Prices); n > 0 {
		v.Lines = append(v.Lines, "Its price schedule of "+text.Plural(n, "line", "lines")+" goes too.")
	}
	return p.Render(c, w.status(f), templates.Removal(v))
}
