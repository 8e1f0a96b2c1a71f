// Package public shows the pages that everybody sees: home, help, lists and public records.
package public

import (
	"hundredweight/handlers/page"
	"hundredweight/models/commissioning"
)

// Pages are the handlers of this journey. Reading goes through the Kit's
// Reader, writing through Steps.
type Pages struct {
	page.Kit
	Steps *commissioning.Steps
	kept  *sidebars
}

// New makes the pages.
func New(kit page.Kit, steps *commissioning.Steps) Pages {
	return Pages{Kit: kit, Steps: steps, kept: &sidebars{}}
}
