package ocds

import (
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"hundredweight/models/tender"
)

// maxCriteria is how many award criteria a lot may have.
const maxCriteria = 50

// weighed is the award criteria of one lot, with how its weights were given.
type weighed struct {
	criteria []tender.Criterion
	n        *node
	how      string // data, text, or why there are none
}

// criteria reads the award criteria: those of all lots where they are alike,
// or else each lot's own.
func (r *reader) criteria(t *node) {
	shared := r.tree(t.get("awardCriteria"))
	lots := map[string]weighed{}
	alike := true
	for i, n := range r.elements(t.get("lots"), maxLots) {
		w := r.tree(n.get("awardCriteria"))
		if len(w.criteria) == 0 || i >= len(r.c.Lots) {
			continue
		}
		if len(shared.criteria) == 0 {
			shared = w
		}
		alike = alike && reflect.DeepEqual(shared.criteria, w.criteria)
		lots[r.c.Lots[i].ID] = w
	}
	r.c.Criteria = shared.criteria
	if !alike {
		for i, l := range r.c.Lots {
			if w, ok := lots[l.ID]; ok && !reflect.DeepEqual(w.criteria, shared.criteria) {
				r.c.Lots[i].Criteria = w.criteria
			}
		}
	}
	r.askWeights("weights", "", shared)
	for _, l := range r.c.Lots {
		if len(l.Criteria) > 0 {
			r.askWeights("lot_"+l.ID+"_weights", " of part (lot) "+l.ID, lots[l.ID])
		}
	}
	r.askFormula()
	r.weightsInText()
}

// tree reads a set of criteria.
func (r *reader) tree(n *node) (w weighed) {
	w.n = n
	raw := r.elements(n.get("criteria"), maxCriteria)
	ids := map[string]bool{}
	var numbers []*big.Rat
	var units []string
	for _, e := range raw {
		c := r.criterion(e, ids)
		w.criteria = append(w.criteria, c)
		number, unit := r.weight(e)
		if number == nil {
			number, unit = weightInWords(c.Description), "text"
		}
		numbers, units = append(numbers, number), append(units, unit)
	}
	w.how = apply(w.criteria, numbers, units)
	return w
}

var notWord = regexp.MustCompile(`[^a-z0-9]+`)

// criterion reads one criterion without its weight.
func (r *reader) criterion(n *node, ids map[string]bool) tender.Criterion {
	c := tender.Criterion{Name: clip(r.line(n.get("name"), maxText), maxTitle), Description: r.str(n.get("description"), maxText), Kind: "scored"}
	kind := r.line(n.get("type"), 40)
	if kind == "price" || kind == "cost" {
		c.Kind = "price"
		if words := strings.ToLower(c.Description); strings.Contains(words, "lowest") && strings.Contains(words, "proportion") {
			c.Formula = "relative_to_lowest" // the notice says it in words
		}
	}
	if c.Name == "" {
		c.Name = map[string]string{"price": "Price", "cost": "Cost"}[kind]
	}
	if c.Name == "" {
		c.Name = "Quality"
	}
	id := strings.Trim(notWord.ReplaceAllString(strings.ToLower(c.Name), "_"), "_")
	if id = strings.Trim(clip(id, 40), "…_"); id == "" {
		id = "criterion"
	}
	c.ID = id
	for i := 2; ids[c.ID]; i++ {
		c.ID = id + "_" + strconv.Itoa(i)
	}
	ids[c.ID] = true
	return c
}

// weight reads a weight as the extension for award criteria writes it.
func (r *reader) weight(n *node) (*big.Rat, string) {
	for _, e := range r.elements(n.get("numbers"), 20) {
		number, unit := e.get("number"), r.line(e.get("weight"), 40)
		if number == nil || unit == "" && (e.get("fixed") != nil || e.get("threshold") != nil) {
			continue
		}
		number.used = true
		if number.kind != isNumber {
			r.bad(number, "", "must be a number")
			return nil, ""
		}
		v, ok := smallNumber(number.text)
		if !ok || v.Sign() < 0 {
			r.bad(number, "", "%s is not a weight", clip(number.text, 20))
			return nil, ""
		}
		return v, unit
	}
	return nil, ""
}

func smallNumber(s string) (*big.Rat, bool) {
	if strings.ContainsAny(s, "eE") || len(s) > 20 {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

var onlyNumber = regexp.MustCompile(`^\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*%?\s*$`)

// weightInWords reads a weight that stands alone in a criterion's description,
// as notices before the Procurement Act do.
func weightInWords(s string) *big.Rat {
	m := onlyNumber.FindStringSubmatch(s)
	if m == nil {
		return nil
	}
	v, ok := smallNumber(m[1])
	if !ok {
		return nil
	}
	return v
}

// apply sets the weights in basis points where they are exact and add up to a
// hundred, and says how they were given: data, text, range, points, order,
// uneven (they add up to something else), fine (finer than a hundredth of a
// percent) or none.
func apply(criteria []tender.Criterion, numbers []*big.Rat, units []string) string {
	if len(criteria) == 0 {
		return "none"
	}
	sum, how := new(big.Rat), "data"
	for i, n := range numbers {
		if n == nil {
			return "none"
		}
		sum.Add(sum, n)
		switch unit := units[i]; {
		case unit == "text":
			how = "text"
		case unit == "order":
			return "order"
		case strings.HasSuffix(unit, "RangeMiddle"):
			how = "range"
		case strings.HasPrefix(unit, "points"):
			how = "points"
		}
	}
	scale := int64(0)
	switch {
	case sum.Cmp(big.NewRat(100, 1)) == 0:
		scale = 100
	case sum.Cmp(big.NewRat(1, 1)) == 0 && how == "data":
		scale = 10_000 // fractions
	}
	exact := scale != 0
	bps := make([]int, len(numbers))
	for i, n := range numbers {
		v := new(big.Rat).Mul(n, big.NewRat(max(scale, 100), 1))
		if !v.IsInt() || v.Num().Cmp(big.NewInt(1_000_000)) > 0 {
			return "fine"
		}
		bps[i] = int(v.Num().Int64())
	}
	for i := range criteria {
		criteria[i].WeightBP = bps[i]
	}
	if !exact {
		return "uneven"
	}
	return how
}

func weightsOf(criteria []tender.Criterion) (value, words string) {
	var values, names []string
	for _, c := range criteria {
		values = append(values, strconv.Itoa(c.WeightBP))
		names = append(names, c.Name+" "+percent(c.WeightBP))
	}
	return strings.Join(values, ","), strings.Join(names, ", ")
}

func percent(bp int) string {
	s := strconv.FormatFloat(float64(bp)/100, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + "%"
}

// askWeights asks where the weights of a set are not exact data that add up.
func (r *reader) askWeights(key, of string, w weighed) {
	value, words := weightsOf(w.criteria)
	enter := choice("enter", "I will enter the weights")
	switch w.how {
	case "data":
		return
	case "text", "range", "points":
		how := map[string]string{"text": "only in words", "range": "only as the middle of a range", "points": "as points"}[w.how]
		r.ask(key, w.n, "The notice gives the weights"+of+" "+how+". Which weights do you use?", choice(value, "%s", words), enter)
	case "order":
		r.ask(key, w.n, "The notice gives an order of importance"+of+" and no weights. Tenders here need weights.", enter)
	case "uneven":
		choices := []tender.Choice{}
		if shared, ok := qualityShares(w.criteria); ok {
			v, s := weightsOf(shared)
			choices = append(choices, choice(v, "Quality shares what price leaves: %s", s))
		}
		r.ask(key, w.n, "The weights"+of+" in the notice do not add up to 100%: "+words+". Which weights do you use?", append(choices, enter)...)
	case "fine":
		r.ask(key, w.n, "The weights"+of+" in the notice have more than two decimal places of a percent, or are not percentages. Tenders here need weights that add up to 100.", enter)
	case "none":
		if len(w.criteria) > 0 {
			r.ask(key, w.n, "The notice names the award criteria"+of+" without weights. Tenders here need weights.", enter)
		}
	}
	for i := range w.criteria {
		w.criteria[i].WeightBP = 0 // until somebody has answered
	}
}

// qualityShares reads weights where the scored criteria add up to 100 among
// themselves, beside a price of so much: the form of Scottish notices.
func qualityShares(criteria []tender.Criterion) ([]tender.Criterion, bool) {
	quality, price := 0, 0
	for _, c := range criteria {
		if c.Kind == "price" {
			price += c.WeightBP
		} else {
			quality += c.WeightBP
		}
	}
	if quality != 10_000 || price == 0 || price >= 10_000 {
		return nil, false
	}
	out := append([]tender.Criterion(nil), criteria...)
	for i, c := range out {
		if c.Kind != "price" {
			part := c.WeightBP * (10_000 - price)
			if part%10_000 != 0 {
				return nil, false
			}
			out[i].WeightBP = part / 10_000
		}
	}
	return out, true
}

// askFormula asks how price points are worked out, where the notice weighs a
// price and does not say.
func (r *reader) askFormula() {
	missing := false
	look := func(criteria []tender.Criterion) {
		for _, c := range criteria {
			missing = missing || c.Kind == "price" && c.Formula == ""
		}
	}
	look(r.c.Criteria)
	for _, l := range r.c.Lots {
		look(l.Criteria)
	}
	if !missing {
		return
	}
	var choices []tender.Choice
	for _, f := range tender.Formulas() {
		choices = append(choices, choice(f.ID, "%s", f.Name))
	}
	r.ask("price_formula", r.release.get("tender"), "The notice weighs the price and does not say how price points are worked out. How are they?", append(choices, choice("enter", "I will choose it later, with the criteria"))...)
}

var (
	percentFirst = regexp.MustCompile(`(?i)\b([0-9]{1,3})\s?(?:%|per ?cent)\s+(?:for |on |of |to |weighting for |weighting on )?(?:the )?(quality|price|cost)\b`)
	wordFirst    = regexp.MustCompile(`(?i)\b(quality|price|cost)\s*(?:is|at|of|:|=|-|–|\(|weighting|weighted at|criteria)?\s*([0-9]{1,3})\s?(?:%|per ?cent)`)
)

// weightsInText asks when a text gives quality and price other shares than the
// data do.
func (r *reader) weightsInText() {
	quality, price := 0, 0
	for _, c := range r.c.Criteria {
		if c.Kind == "price" {
			price += c.WeightBP
		} else {
			quality += c.WeightBP
		}
	}
	if quality+price != 10_000 {
		return
	}
	for _, t := range r.texts {
		inText := map[string]int{}
		note := func(word, number string) {
			n, err := strconv.Atoi(number)
			word = strings.ToLower(word)
			if word == "cost" {
				word = "price"
			}
			if _, there := inText[word]; err == nil && !there {
				inText[word] = n
			}
		}
		for _, m := range percentFirst.FindAllStringSubmatch(t.text, 20) {
			note(m[2], m[1])
		}
		if len(inText) < 2 {
			clear(inText)
			for _, m := range wordFirst.FindAllStringSubmatch(t.text, 20) {
				note(m[1], m[2])
			}
		}
		q, p := inText["quality"]*100, inText["price"]*100
		if q+p != 10_000 || q == quality && p == price {
			continue
		}
		value, words := weightsOf(r.c.Criteria)
		choices := []tender.Choice{choice(value, "As in its data: %s", words)}
		if two := r.c.Criteria; len(two) == 2 {
			other := append([]tender.Criterion(nil), two...)
			for i := range other {
				other[i].WeightBP = map[bool]int{true: p, false: q}[other[i].Kind == "price"]
			}
			v, w := weightsOf(other)
			choices = append(choices, choice(v, "As in its text: %s", w))
		}
		r.ask("weights_disagree", t.n, fmt.Sprintf("The text of the notice gives quality %s and price %s; its data give quality %s and price %s. Which weights do you use?", percent(q), percent(p), percent(quality), percent(price)), append(choices, choice("enter", "I will enter the weights"))...)
		return
	}
}

// conditions reads the conditions of participation of the tender and its lots,
// each text once.
func (r *reader) conditions(t *node) {
	places := []*node{t.get("selectionCriteria")}
	for _, l := range r.elements(t.get("lots"), maxLots) {
		places = append(places, l.get("selectionCriteria"))
	}
	seen := map[string]bool{}
	add := func(kind, s string) {
		if s = strings.TrimSpace(s); s != "" && !seen[s] {
			seen[s] = true
			r.c.Conditions = append(r.c.Conditions, tender.Condition{Key: "c" + strconv.Itoa(len(r.c.Conditions)+1), Stage: 1, Kind: kind, Text: s})
		}
	}
	for _, p := range places {
		add("other", r.str(p.get("description"), maxText))
		for _, n := range r.elements(p.get("criteria"), maxList) {
			kind := map[string]string{"suitability": "registration"}[r.line(n.get("type"), 40)]
			if kind == "" {
				kind = "other"
			}
			description, minimum := r.str(n.get("description"), maxText), r.str(n.get("minimum"), maxText)
			add(kind, strings.TrimSpace(description+"\n\n"+minimum))
			n.used = true
		}
	}
}
