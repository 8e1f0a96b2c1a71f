package provider

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/offer"
	"hundredweight/models/store"
	"hundredweight/templates/components"
)

// mostBoxes is up to how many loaded areas are all shown as boxes to tick.
// Where more are loaded, those that services are offered in are.
const mostBoxes = 40

// whereForm is the task "Where you work".
type whereForm struct {
	ticked            *form.Choices
	other, when, from *form.Text
	room              *form.Number
	unit              *form.Choice
	boxes             []offer.Area
	areas             []offer.Area // what was ticked and typed
}

// placesOffered gives the places to tick: all when few are loaded, those that
// public services work in otherwise, and always those of this service.
func placesOffered(q store.Queries, own []offer.Area) ([]offer.Area, error) {
	var all []offer.Area
	seen := map[string]bool{}
	add := func(code, name string) {
		if code = strings.ToUpper(code); !seen[code] && offer.ValidArea(code) {
			seen[code] = true
			all = append(all, offer.Area{Code: code, Name: name})
		}
	}
	loaded, err := q.AreasLoaded(mostBoxes + 1)
	if err != nil {
		return nil, err
	}
	if len(loaded) <= mostBoxes {
		for _, a := range loaded {
			add(a.Code, a.Title)
		}
	} else {
		used, _, err := q.OfferFacets()
		if err != nil {
			return nil, err
		}
		for _, one := range used {
			if one.Facet == offer.ByArea && len(all) < mostBoxes {
				add(one.Value, one.Label)
			}
		}
	}
	for _, a := range own {
		add(a.Code, a.Label())
	}
	return all, nil
}

func readWhere(f *form.Form, q store.Queries, own []offer.Area) (whereForm, error) {
	boxes, err := placesOffered(q, own)
	if err != nil {
		return whereForm{}, err
	}
	codes := make([]string, len(boxes))
	for i, a := range boxes {
		codes[i] = a.Code
	}
	w := whereForm{
		boxes:  boxes,
		ticked: f.Choices("areas", form.Ask{}, codes...),
		other:  f.Text("codes", form.Ask{Label: "Other places", Max: 2000, Lines: true}),
		when:   f.Text("when", form.Ask{Label: "Days and times", Max: offer.MaxLine}),
		room:   f.Number("room", form.Ask{Label: "Room"}, 0, 1_000_000),
		unit:   f.Choice("room_unit", form.Ask{}, keysOf(offer.CapacityUnits)...),
		from:   f.Text("room_from", form.Ask{Label: "From when", Max: 60}),
	}
	return w, w.places(f, q)
}

// places looks up what was ticked and typed. A name that is not known is said
// to be so; a well-formed code that is not loaded is kept.
func (w *whereForm) places(f *form.Form, q store.Queries) error {
	for _, a := range w.boxes {
		if w.ticked.Has(a.Code) {
			w.areas = append(w.areas, a)
		}
	}
	for _, typed := range strings.FieldsFunc(w.other.Value, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		if typed = strings.TrimSpace(typed); typed == "" {
			continue
		}
		if code := strings.ToUpper(typed); offer.ValidArea(code) {
			w.areas = append(w.areas, offer.Area{Code: code})
			continue
		}
		a, ok, err := q.AreaNamed(typed)
		if err != nil {
			return err
		}
		if !ok {
			f.Problem("codes", "We do not know the place “%s”. Enter its name as the council writes it, or its code, like E08000033", clipped(typed))
			continue
		}
		w.areas = append(w.areas, offer.Area{Code: a.Code, Name: a.Title})
	}
	return nil
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func keysOf(all []offer.Named) (keys []string) {
	for _, n := range all {
		keys = append(keys, n.Key)
	}
	return keys
}

func (w whereForm) set(c *offer.Content) {
	c.Areas = nil
	seen := map[string]bool{}
	for _, a := range w.areas {
		if !seen[a.Code] {
			seen[a.Code] = true
			c.Areas = append(c.Areas, a)
		}
	}
	c.When = w.when.Value
	c.Capacity = offer.Capacity{Unit: w.unit.Value, From: w.from.Value}
	if w.room.Set {
		n := w.room.Value
		c.Capacity.Room = &n
	}
}

func keptWhere(c offer.Content) url.Values {
	kept := url.Values{"when": {c.When}, "room_unit": {c.Capacity.Unit}, "room_from": {c.Capacity.From}}
	for _, a := range c.Areas {
		kept.Add("areas", a.Code)
	}
	if c.Capacity.Room != nil {
		kept.Set("room", strconv.FormatInt(*c.Capacity.Room, 10))
	}
	return kept
}

// ServiceWhere asks where and when the service works, and for how many more.
func (p Pages) ServiceWhere(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f := form.Prefill(keptWhere(o.c))
	w, err := readWhere(f, p.Query(c), o.c.Areas)
	if err != nil {
		return err
	}
	return p.showWhere(c, o, f, w)
}

// SaveServiceWhere saves it.
func (p Pages) SaveServiceWhere(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	w, err := readWhere(f, p.Query(c), o.c.Areas)
	if err != nil {
		return err
	}
	return p.saveSection(c, o, f, offer.Where, w.set, func(o ownService) error { return p.showWhere(c, o, f, w) })
}

func (p Pages) showWhere(c *gin.Context, o ownService, f *form.Form, w whereForm) error {
	if len(w.boxes) == 0 {
		f.Instead("areas", "codes")
	}
	t := p.task(c, o, f, offer.Where.Title(), "/where")
	other := components.Textarea{Label: "Other places (optional)", LabelSize: "s", Hint: "Names of councils, counties or regions, or their codes, one on each line", Rows: "3"}
	if len(w.boxes) > 0 {
		places := components.Checkboxes{Legend: components.Legend{Text: "Which areas do you work in?", Size: "s"}, Hint: "Select all that apply", Small: true}
		for _, a := range w.boxes {
			places.Options = append(places.Options, components.Option{Value: a.Code, Text: a.Label()})
		}
		t.Fields = append(t.Fields, components.CheckboxesOf(w.ticked.Checkboxes(places)))
	} else {
		other.Label = "Which areas do you work in?"
	}
	units := components.Select{Label: "Of what?", LabelSize: "s", Options: []components.Option{{Text: "Select"}}}
	for _, u := range offer.CapacityUnits {
		units.Options = append(units.Options, components.Option{Value: u.Key, Text: u.Name})
	}
	t.Fields = append(t.Fields,
		components.TextareaOf(w.other.Textarea(other)),
		components.InputOf(w.when.Input(components.Input{Label: "Days and times (optional)", LabelSize: "s", Hint: "Like weekdays and two evenings"})),
		components.InputOf(w.room.Input(components.Input{Label: "How many more do you have room for?", LabelSize: "s", Hint: "Enter 0 if you are full at present", Width: "5", InputMode: "numeric"})),
		components.SelectOf(w.unit.Select(units)),
		components.InputOf(w.from.Input(components.Input{Label: "From when? (optional)", LabelSize: "s", Hint: "Like January 2027", Width: "10"})),
	)
	return p.showTask(c, f, t)
}

// first gives the first text that is not empty.
func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
