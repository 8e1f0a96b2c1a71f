package public

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/templates/components"
	pages "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// Home is the first page: search, three doors, three counts taken when it is
// asked for, and the tenders that close soonest.
func (p Pages) Home(c *gin.Context) error {
	h := pages.Home{View: p.View(c, "")}
	h.Wide = true
	counts, err := p.counts(c)
	if err != nil {
		return err
	}
	h.Counts = counts
	return p.Render(c, http.StatusOK, pages.HomePage(h))
}

func (p Pages) counts(c *gin.Context) ([]components.Fact, error) {
	q := p.Query(c)
	providers, err := q.CountVerified("provider")
	if err != nil {
		return nil, err
	}
	buyers, err := q.CountVerified("buyer")
	if err != nil {
		return nil, err
	}
	steps, err := q.LogSize()
	if err != nil {
		return nil, err
	}
	return []components.Fact{
		{Value: text.Number(int(providers)), What: "providers, each checked", Lead: true},
		{Value: text.Number(int(buyers)), What: "public bodies that buy here"},
		{Value: text.Number(int(steps)), What: "steps in the public log"},
	}, nil
}
