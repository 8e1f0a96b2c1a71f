package htmlcheck

import (
	"strings"
	"testing"
)

const fine = `<!DOCTYPE html><html lang="en"><head><title>T</title></head><body><main><div role="alert"><h2>There is a problem</h2></div><h1>One</h1><h2>Two</h2><h3>Three</h3><h2>Again</h2>
<form method="post" action="/x"><label for="a">A</label><input id="a" name="a" aria-describedby="a-hint"><p id="a-hint">Hint</p><input type="hidden" name="h"><button>Go</button></form>
<table><caption>C</caption><tr><th scope="col">H</th></tr></table><script type="module" src="/static/1/app.js"></script></main></body></html>`

func TestAFinePageHasNothingWrong(t *testing.T) {
	if got := Page(strings.NewReader(fine)); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func TestWhatIsWrongIsFound(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"an input without label":             {`<label for="a">A</label>`, ``, "no label"},
		"an input without name":              {`name="a"`, ``, "never sent"},
		"an id twice":                        {`id="a-hint"`, `id="a"`, "more than once"},
		"a reference to nothing":             {`id="a-hint"`, ``, "not there"},
		"a second first heading":             {`<h2>Again</h2>`, `<h1>Again</h1>`, "2 headings"},
		"a heading that skips a rank":        {`<h2>Two</h2>`, ``, "rank 3 follows one of rank 1"},
		"a style attribute":                  {`<h1>`, `<h1 style="color:red">`, "style attribute"},
		"a style element":                    {`<main>`, `<main><style>p{}</style>`, "<style>"},
		"script in the page":                 {`<main>`, `<main><script>1</script>`, "without src"},
		"a handler":                          {`<button>`, `<button onclick="x()">`, "onclick"},
		"a link that runs script":            {`<main>`, `<main><a href=" JavaScript:x()">x</a>`, "runs script"},
		"a link without words":               {`<main>`, `<main><a href="/x"> </a>`, "without words"},
		"a button without words":             {`<button>Go</button>`, `<button></button>`, "button without words"},
		"a form without method":              {`method="post" `, ``, "without method"},
		"a table without caption":            {`<caption>C</caption>`, ``, "without caption"},
		"a table heading without scope":      {` scope="col"`, ``, "without scope"},
		"a page without language":            {` lang="en"`, ``, "language"},
		"a page without title":               {`<title>T</title>`, ``, "no title"},
		"a picture of another site":          {`<main>`, `<main><img alt="" src="https://x.example/p.png">`, "another site"},
		"a fieldset without legend":          {`<main>`, `<main><fieldset><p>x</p></fieldset>`, "legend"},
		"a page with two main parts":         {`</main>`, `</main><main></main>`, "2 main"},
		"a drawing that cannot be read loud": {`<main>`, `<main><svg role="img"></svg>`, "without a name"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(fine, c.from) {
				t.Fatalf("%q is not in the page", c.from)
			}
			got := strings.Join(Page(strings.NewReader(strings.Replace(fine, c.from, c.to, 1))), "\n")
			if !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q in it", got, c.want)
			}
		})
	}
}
