package commissioner

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/commissioning"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// Measures lists what is measured once the contract runs.
func (p Pages) Measures(c *gin.Context) error {
	return p.write(c, func(w writing) error {
		v := templates.MeasuresView{Head: p.head(c, w, "Measures (KPIs)", form.Prefill(nil)), Next: w.after()}
		v.Needed = commissioning.Needs(w.Content).KPIs
		for i, k := range w.Content.KPIs {
			v.Rows = append(v.Rows, components.ListRow{Title: k.Title, Href: w.base() + "/measures/" + strconv.Itoa(i+1), Text: k.Measure, Meta: "Reported every " + k.Every, Side: "Target: " + targetWords(k)})
			if k.Every == "" {
				v.Rows[i].Meta = ""
			}
		}
		return p.Render(c, http.StatusOK, templates.Measures(v))
	})
}

// targetWords says a target with its unit.
func targetWords(k tender.KPI) string {
	if k.Target == "" {
		return "not set yet"
	}
	return k.Aim()
}
