package calculation

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"hundredweight/models/refusal"
)

type inner struct {
	Name  string             `json:"name"`
	Marks map[string]Decimal `json:"marks,omitempty"`
}

type outer struct {
	Weight int      `json:"weight,omitempty"`
	Price  *Decimal `json:"price,omitempty"`
	On     bool     `json:"on,omitempty"`
	List   []inner  `json:"list,omitempty"`
}

func TestWhatDoesNotBelongIsRefusedByPlace(t *testing.T) {
	for name, c := range map[string]struct{ in, code, field string }{
		"nothing at all":             {"", "bad_json", ""},
		"half a document":            {`{"weight": 1`, "bad_json", ""},
		"something after it":         {`{} {}`, "bad_json", ""},
		"a list for an object":       {`[]`, "wrong_type", ""},
		"an unknown key":             {`{"wieght": 1}`, "unknown_key", "/wieght"},
		"a key in capitals":          {`{"Weight": 1}`, "unknown_key", "/Weight"},
		"an unknown key deep inside": {`{"list": [{"name": "a"}, {"nom": "b"}]}`, "unknown_key", "/list/1/nom"},
		"a key with a slash":         {`{"a/b~": 1}`, "unknown_key", "/a~1b~0"},
		"a key given twice":          {`{"weight": 1, "weight": 2}`, "duplicate_key", "/weight"},
		"a fraction for a weight":    {`{"weight": 1.5}`, "wrong_type", "/weight"},
		"text for a weight":          {`{"weight": "1"}`, "wrong_type", "/weight"},
		"null for a weight":          {`{"weight": null}`, "wrong_type", "/weight"},
		"a number for a text":        {`{"list": [{"name": 1}]}`, "wrong_type", "/list/0/name"},
		"text for a list":            {`{"list": "a"}`, "wrong_type", "/list"},
		"an exponent":                {`{"price": 1e9}`, "bad_number", "/price"},
		"a comma":                    {`{"price": "1,000"}`, "bad_number", "/price"},
		"NaN":                        {`{"price": "NaN"}`, "bad_number", "/price"},
		"twenty digits":              {`{"price": "12345678901234567890"}`, "bad_number", "/price"},
		"thirteen places":            {`{"price": "0.1234567890123"}`, "bad_number", "/price"},
		"a mark that is no number":   {`{"list": [{"name": "a", "marks": {"q": true}}]}`, "bad_number", "/list/0/marks/q"},
		"a mark that is null":        {`{"list": [{"name": "a", "marks": {"q": null}}]}`, "bad_number", "/list/0/marks/q"},
	} {
		var o outer
		err := Read([]byte(c.in), &o)
		var r *Refusal
		if !errors.As(err, &r) || r.Code != c.code || r.Field != c.field || r.Message == "" {
			t.Errorf("%s: got %v, want %s at %q", name, err, c.code, c.field)
		}
		if !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("%s: pages cannot tell that it is about what was typed", name)
		}
	}
}

func TestTheSameInputHasOneHash(t *testing.T) {
	var want string
	for _, in := range []string{
		`{"weight": 3, "price": "4.50", "list": [{"name": "a <b>", "marks": {"y": 2, "x": "1.0"}}]}`,
		`{"list":[{"marks":{"x":1,"y":"2.000"},"name":"a <b>"}],"price":4.5,"on":false,"weight":3}`,
	} {
		var o outer
		if err := Read([]byte(in), &o); err != nil {
			t.Fatal(err)
		}
		canonical, err := Canonical(o)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(canonical); got != `{"list":[{"marks":{"x":"1","y":"2"},"name":"a <b>"}],"price":"4.5","weight":3}` {
			t.Errorf("got %s", got)
		}
		hash, err := Hash(o)
		if err != nil || want != "" && hash != want {
			t.Errorf("got %s, %v; want %s", hash, err, want)
		}
		want = hash
		var again outer
		if err := Read(canonical, &again); err != nil {
			t.Errorf("the canonical form cannot be read: %v", err)
		}
	}
}

func TestDecimalsAreExact(t *testing.T) {
	for typed, want := range map[string]string{"1250.00": "1250", "0.1": "0.1", "-0.0": "0", "007": "7", "999999999999999.999999999999": "999999999999999.999999999999"} {
		d, err := ParseDecimal(typed)
		if err != nil || d.String() != want {
			t.Errorf("%s: got %s, %v; want %s", typed, d, err, want)
		}
	}
	for _, typed := range []string{"", "-", ".5", "5.", "+5", "1/3", "0x1", "1_000", "１", " 1", "--1", "Inf"} {
		if d, err := ParseDecimal(typed); err == nil {
			t.Errorf("%q was read as %s", typed, d)
		}
	}
	if got := Pounds(125001).String(); got != "1250.01" {
		t.Errorf("got %s", got)
	}
	for in, want := range map[string]string{"1/2000000": "0.000001", "-1/2000000": "-0.000001", "2/3": "0.666667"} {
		r, _ := new(big.Rat).SetString(in)
		if got := Round(r, 6); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestALongDocumentIsRefused(t *testing.T) {
	if _, err := ReadAll(strings.NewReader(strings.Repeat(" ", MostInput+1))); err == nil {
		t.Fatal("it is read")
	}
	if got, err := ReadAll(strings.NewReader("{}")); err != nil || string(got) != "{}" {
		t.Fatalf("got %s, %v", got, err)
	}
}
