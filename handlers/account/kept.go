package account

import (
	"net/http"
	"sort"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	templates "hundredweight/templates/account"
)

// Kept gives back a form that was sent after the session had ended: the
// person sees that nothing was lost and sends it again.
func (p Pages) Kept(c *gin.Context) error {
	to, values, err := p.TakeKept(c)
	if err != nil {
		return err
	}
	v := templates.KeptView{View: p.View(c, "We kept your answers"), To: page.Next(to, "/account")}
	for name, all := range values {
		for _, value := range all {
			v.Fields = append(v.Fields, templates.KeptField{Name: name, Value: value})
		}
	}
	sort.SliceStable(v.Fields, func(i, j int) bool { return v.Fields[i].Name < v.Fields[j].Name })
	return p.Render(c, http.StatusOK, templates.Kept(v))
}
