package commissioning

import (
	"context"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/calendar"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// SaveTender changes a draft, or the change that is written for an open tender:
// edit gets the content as it stands and changes it. seen is the revision that the person looked at.
func (s *Steps) SaveTender(ctx context.Context, by account.Actor, ref string, seen int64, section string, edit func(*tender.Content) error) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		w, err := workOn(tx, t)
		if err != nil {
			return audit.Event{}, err
		}
		if seen != 0 && seen != w.revision {
			who, err := tx.PersonByID(w.by)
			if err != nil {
				return audit.Event{}, err
			}
			return audit.Event{}, refusal.Changed("%s changed this tender at %s. Look at it again before you save.", who.Name, w.at.In(calendar.London()).Format("15:04"))
		}
		if err := edit(&w.content); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, w.event, tenderSubject(ref)).On(int64(t.ID)).With("section", section)
		if w.amends {
			old, err := t.Content()
			if err != nil {
				return audit.Event{}, err
			}
			if err := tender.MayReplace(old, w.content); err != nil {
				return audit.Event{}, err
			}
			return e, tx.SaveAmendment(t.ID, w.revision, w.content, by.Person, now)
		}
		return e, tx.SaveTender(t.ID, w.revision, w.content, by.Person, now)
	})
}

// work is the content that is being written: a draft's, or the change of an
// open tender.
type work struct {
	content  tender.Content
	revision int64
	by       account.PersonID
	at       time.Time
	amends   bool
	event    audit.Kind
}

// workOn gives the content of a tender that may be changed now, or refuses.
func workOn(tx *store.Tx, t store.TenderRow) (work, error) {
	if t.Status.MayEdit() {
		c, err := t.Content()
		return work{content: c, revision: t.Revision, by: t.EditedBy, at: t.EditedAt.Time, event: "tender.edited"}, err
	}
	a, ok, err := tx.AmendmentOf(t.ID)
	if err != nil {
		return work{}, err
	}
	if !ok || t.Status != tender.Open {
		return work{}, refusal.Turn("This tender is %s. Take it back to draft, or amend it, to change it.", t.Status.Words())
	}
	c, err := a.Content()
	return work{content: c, revision: a.Revision, by: a.EditedBy, at: a.EditedAt.Time, amends: true, event: "tender.amendment_edited"}, err
}

// RegimeInput gathers what the decision of the regime rests on.
func RegimeInput(c tender.Content, o store.Organisation, now time.Time) regime.Input {
	in := regime.Input{Starts: string(calendar.On(now)), Authority: regime.Authority(o.AuthorityClass), Category: c.Category, Net: money.Pence(c.Budget.NetPence), Options: money.Pence(c.Budget.OptionsPence), VAT: c.Budget.VAT}
	for _, code := range c.CPV {
		in.CPV = append(in.CPV, code.Code)
	}
	return in
}

// Needs says which texts a tender owes under its regime.
func Needs(c tender.Content) tender.Needs {
	r := regime.Regime(c.Regime.Decided)
	if c.Regime.Overruled != "" {
		r = regime.Regime(c.Regime.Overruled)
	}
	duties := regime.Duties(r, money.Pence(c.Regime.GrossPence))
	return tender.Needs{LotsReason: regime.Applies(duties, "lots_reason"), SocialValue: regime.Applies(duties, "social_value"), Conflicts: regime.Applies(duties, "conflicts"), PriceFormula: true, KPIs: regime.Applies(duties, "kpis")}
}

// SetRegime works out the regime of a draft and keeps it with its inputs;
// overruled and reason are the named person's other decision, if any.
func SetRegime(c *tender.Content, o store.Organisation, now time.Time, overruled, reason string) error {
	d, err := regime.Decide(RegimeInput(*c, o, now))
	if err != nil {
		return err
	}
	if overruled == string(d.Regime) {
		overruled, reason = "", ""
	}
	if overruled != "" && reason == "" {
		return refusal.Field("reason", "Say why you decided otherwise")
	}
	c.Regime = tender.Regime{Decided: string(d.Regime), ThresholdPence: int64(d.Threshold), GrossPence: int64(d.Gross), Authority: o.AuthorityClass, Overruled: overruled, Reason: reason}
	return nil
}
