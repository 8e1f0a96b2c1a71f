package evaluation

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
)

func TestASecondOfficerHasThirtyMinutesToJoin(t *testing.T) {
	at := time.Date(2026, 12, 4, 12, 2, 0, 0, time.UTC)
	first, other := Person{ID: 1, Name: "Ola"}, Person{ID: 2, Name: "Owen"}
	waits := Session{First: first, StartedAt: at}
	done := Session{First: first, StartedAt: at, Completed: true}
	for name, one := range map[string]struct {
		got  error
		want error
	}{
		"the first start":                      {MayStart(Session{}, first, at), nil},
		"a start beside one that waits":        {MayStart(waits, other, at), refusal.ErrDuplicate},
		"starting again at once":               {MayStart(waits, first, at.Add(JoinWithin)), refusal.ErrDuplicate},
		"starting again after 30 minutes":      {MayStart(waits, first, at.Add(JoinWithin+time.Second)), nil},
		"starting what is done":                {MayStart(done, other, at.Add(time.Hour)), refusal.ErrDuplicate},
		"joining what nobody started":          {MayJoin(Session{}, at), refusal.ErrOutOfTurn},
		"joining in the 30th minute":           {MayJoin(waits, at.Add(JoinWithin)), nil},
		"joining a second after it":            {MayJoin(waits, at.Add(JoinWithin+time.Second)), refusal.ErrOutOfTurn},
		"joining what is done":                 {MayJoin(done, at), refusal.ErrDuplicate},
		"one officer alone who bids":           {MayOpenAlone(Person{Roles: []account.Role{account.RoleOpener}, Bids: true}), refusal.ErrNotAllowed},
		"one officer alone who is an operator": {MayOpenAlone(Person{Roles: []account.Role{account.RoleOpener}, Operator: true}), refusal.ErrNotAllowed},
		"one officer alone":                    {MayOpenAlone(Person{Roles: []account.Role{account.RoleOpener}}), nil},
	} {
		if !errors.Is(one.got, one.want) {
			t.Errorf("%s: got %v, want %v", name, one.got, one.want)
		}
	}
}

func TestPeopleAreComparedWithBidders(t *testing.T) {
	people := []Appointee{{ID: 1, Name: "Eva", Email: "eva@harrowick.gov.uk"}, {ID: 2, Name: "Evan", Email: "evan@mealsforall.org.uk"}, {ID: 3, Name: "Esme", Email: "esme@gmail.com"}}
	bidders := []BidderPerson{{ID: 1, Organisation: "Round Table Meals", Email: "eva@harrowick.gov.uk"}, {ID: 8, Organisation: "Meals For All", Email: "Jo@MealsForAll.org.uk"}, {ID: 9, Organisation: "Meals For All", Email: "kim@mealsforall.org.uk"}, {ID: 10, Organisation: "Third", Email: "x@gmail.com"}}
	got := Connections(people, bidders)
	want := []Connection{{Person: 1, Name: "Eva", Organisation: "Round Table Meals", Member: true}, {Person: 2, Name: "Evan", Organisation: "Meals For All", Domain: "mealsforall.org.uk"}}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
}

func TestLotsAreDrawnBetweenAllThatAreEqual(t *testing.T) {
	good := Drawing{Ties: []string{"lowest_price", "lot_drawn"}, Tied: []string{"a", "b"}, Drawn: []string{"b", "a"}, By: 1, Witness: 2, Present: []account.PersonID{1, 2}, Minutes: "From a hat."}
	for name, one := range map[string]struct {
		change func(*Drawing)
		want   error
	}{
		"as it should be":               {func(*Drawing) {}, nil},
		"a tender without such a rule":  {func(d *Drawing) { d.Ties = []string{"lowest_price"} }, refusal.ErrOutOfTurn},
		"nobody is equal":               {func(d *Drawing) { d.Tied = nil }, refusal.ErrOutOfTurn},
		"a bid twice":                   {func(d *Drawing) { d.Drawn = []string{"a", "a"} }, refusal.ErrInvalid},
		"a bid that is not equal":       {func(d *Drawing) { d.Drawn = []string{"a", "b", "c"} }, refusal.ErrInvalid},
		"without a witness":             {func(d *Drawing) { d.Witness = 0 }, refusal.ErrInvalid},
		"minutes that nobody would end": {func(d *Drawing) { d.Minutes = string(make([]rune, 4001)) }, refusal.ErrInvalid},
	} {
		d := good
		one.change(&d)
		if err := CheckDrawing(d); !errors.Is(err, one.want) {
			t.Errorf("%s: got %v, want %v", name, err, one.want)
		}
	}
	got := Tied(scoring.Ranking{Warnings: []scoring.Warning{{Code: "tie_unresolved", Bids: []string{"a", "b"}}, {Code: "rank_depends_on_other_bids"}}})
	if len(got) != 2 {
		t.Errorf("got %v", got)
	}
}

func TestRefusalsOfAnOpeningSayLondonTime(t *testing.T) {
	waits := Session{First: Person{ID: 1, Name: "Ola"}, StartedAt: time.Date(2027, 7, 1, 11, 5, 0, 0, time.UTC)}
	for says, err := range map[string]error{
		"The other officer has until 12:35pm to join.": MayStart(waits, waits.First, waits.StartedAt),
		"Ola started at 12:05pm, so start":             MayJoin(waits, waits.StartedAt.Add(time.Hour)),
	} {
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "UTC") {
			t.Errorf("got %v, want %s", err, says)
		}
	}
}
