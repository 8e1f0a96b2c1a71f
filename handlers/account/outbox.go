package account

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/models/refusal"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// outboxMost is how many mails the demonstration's outbox lists.
const outboxMost = 100

// Outbox lists what a demonstration would have sent. In service there is none:
// mail is between the site and its reader.
func (p Pages) Outbox(c *gin.Context) error {
	if p.Demo == nil {
		return refusal.Missing("page")
	}
	mails, err := p.Query(c).MailNewest(outboxMost)
	if err != nil {
		return err
	}
	v := templates.OutboxView{View: p.View(c, "Outbox")}
	for _, m := range mails {
		v.Mails = append(v.Mails, components.ListRow{Title: m.Subject, Href: "/outbox/" + strconv.FormatInt(m.ID, 10), Text: "To " + m.To, Side: text.When(m.CreatedAt.Time)})
	}
	return p.Render(c, http.StatusOK, templates.Outbox(v))
}
