package commissioner

import "hundredweight/models/tender"

// statusTag says a status in a few words, and its colour: green is good or
// open, yellow needs somebody, red went wrong, blue is under way, grey informs.
func statusTag(s tender.Status) (words, colour string) {
	switch s {
	case tender.Draft:
		return "Draft", "grey"
	case tender.InternalReview:
		return "Waiting for approval", "yellow"
	case tender.Approved:
		return "Approved", "blue"
	case tender.Open:
		return "Open for bids", "green"
	case tender.Closed:
		return "Bids to open", "yellow"
	case tender.Opening:
		return "Being opened", "blue"
	case tender.Evaluation:
		return "Being scored", "blue"
	case tender.AwardRecommended:
		return "Award to approve", "yellow"
	case tender.AwardApproved:
		return "Award approved", "blue"
	case tender.SummariesIssued:
		return "Everyone told", "blue"
	case tender.Standstill:
		return "Waiting period", "blue"
	case tender.ReadyToSign:
		return "Ready to sign", "yellow"
	case tender.Concluded:
		return "Contract signed", "green"
	case tender.Suspended:
		return "Suspended", "red"
	case tender.Withdrawn:
		return "Withdrawn", "grey"
	case tender.Cancelled:
		return "Cancelled", "grey"
	}
	return s.Words(), "grey"
}
