package calendar

import "hundredweight/models/calculation"

// DatesInput is what "calc dates" takes.
type DatesInput struct {
	Regime    string `json:"regime"`              // act or nhs
	Event     string `json:"event"`               // standstill
	Published string `json:"published,omitempty"` // the day of the award notice, or of the notice of intention
}

// ReadDates reads what "calc dates" takes.
func ReadDates(data []byte) (DatesInput, error) {
	var in DatesInput
	err := calculation.Read(data, &in)
	return in, err
}

// Dates works out the days of an event: for the Procurement Act 2023 on the
// union calendar, for the Provider Selection Regime on England's.
func Dates(in DatesInput, union, england Calendar) (Period, error) {
	if in.Event != "standstill" {
		if in.Event == "" {
			return Period{}, calculation.Refuse("missing_event", "/event", "Name the event: standstill")
		}
		return Period{}, calculation.Refuse("event_not_available", "/event", "The event %q is not available. The one that is: standstill", in.Event)
	}
	if in.Regime != "act" && in.Regime != "nhs" {
		return Period{}, calculation.Refuse("unknown_regime", "/regime", "Give the regime: act (Procurement Act 2023) or nhs (Provider Selection Regime)")
	}
	if in.Published == "" {
		return Period{}, calculation.Refuse("missing_date", "/published", "Give the day on which the notice was published, like 2026-07-06")
	}
	day, err := ParseDate(in.Published)
	if err != nil {
		return Period{}, calculation.Refuse("bad_date", "/published", "%q is not a real date. Write it like 2026-07-06", in.Published)
	}
	var p Period
	if in.Regime == "nhs" {
		p, err = NHSStandstill(england, day)
	} else {
		p, err = Standstill(union, day, StandstillDays)
	}
	if err != nil {
		return Period{}, calculation.Refuse("beyond_calendar", "/published", "%s", err.Error())
	}
	return p, nil
}
