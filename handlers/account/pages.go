// Package account shows signing in, the own account, joining an organisation.
package account

import (
	"hundredweight/handlers/page"
	"hundredweight/models/commissioning"
)

// Pages are the handlers of this journey. Reading goes through the Kit's
// Reader, writing through Steps.
type Pages struct {
	page.Kit
	Steps *commissioning.Steps
}

// New makes the pages.
func New(kit page.Kit, steps *commissioning.Steps) Pages {
	return Pages{Kit: kit, Steps: steps}
}
