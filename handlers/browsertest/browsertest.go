// Package browsertest drives a real browser for tests: what a person sees and
// presses, at the widths and in the themes that pages must hold, with script
// and without. Tests that use it run where HW_BROWSER=1.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	browser "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Widths are the screens that every page is held against, in pixels: the
// narrowest that the accessibility guidelines ask for, and a desk.
var Widths = []int64{320, 1280}

// patience is how long one action may take.
const patience = 20 * time.Second

// Browser is one tab of a browser of the test's own.
type Browser struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	problems []string // what the console said
	script   bool
}

// Open starts a browser, or leaves the test out where HW_BROWSER is not 1.
func Open(t testing.TB) *Browser {
	t.Helper()
	if os.Getenv("HW_BROWSER") != "1" {
		t.Skip("left out without HW_BROWSER=1: it needs a browser")
	}
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			program = p
			break
		}
	}
	if program == "" {
		t.Fatal("no chromium: install it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(func() { closeTab(); stop() })
	b := &Browser{t: t, ctx: ctx, script: true}
	b.must("start", chromedp.Do(ctx))
	b.must("listen", chromedp.Listen(ctx, b.heard))
	return b
}

// heard keeps what the console says, except that a form was refused with 4xx,
// which is what the test came for.
func (b *Browser) heard(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == "verbose" || strings.Contains(e.Entry.Text, "the server responded with a status of 4") {
			return
		}
		b.problems = append(b.problems, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
	case *browser.EventExceptionThrown:
		b.problems = append(b.problems, "exception: "+e.ExceptionDetails.Text)
	}
}

func (b *Browser) must(what string, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("browser: %s: %v", what, err)
	}
}

func (b *Browser) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	b.must(what, chromedp.Do(ctx, steps...))
}

// ask evaluates a expression in the page; it works with script off too.
func ask[T any](b *Browser, what, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	b.must(what, err)
	return v
}

func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string
	}
	return string(text)
}

// Script turns the page's own script on or off from the next page on.
func (b *Browser) Script(on bool) {
	b.t.Helper()
	b.script = on
	b.do("script", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// Cookies gives the browser the cookies of a site, such as those of
// sitetest.SignedIn.
func (b *Browser) Cookies(url string, cookies []*http.Cookie) {
	b.t.Helper()
	for _, c := range cookies {
		b.do("cookie "+c.Name, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			only := true
			_, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: url, HTTPOnly: &only})
			return err
		}))
	}
}

// Go opens an address.
func (b *Browser) Go(url string) {
	b.t.Helper()
	b.do("open "+url, chromedp.Navigate(url))
}

// Fill types into the field of a name, or chooses the value of radios,
// checkboxes or a list. An event tells script that it was done.
func (b *Browser) Fill(name, value string) {
	b.t.Helper()
	found := ask[bool](b, "fill "+name, `(() => {
  const fields = [...document.getElementsByName(`+quoted(name)+`)].filter((f) => f.type !== "hidden");
  const one = fields.find((f) => f.type !== "radio" && f.type !== "checkbox" || f.value === `+quoted(value)+`);
  if (!one) return false;
  if (one.type === "radio" || one.type === "checkbox") { if (!one.checked) one.click(); return one.checked; }
  one.focus();
  one.value = `+quoted(value)+`;
  one.dispatchEvent(new Event("input", { bubbles: true }));
  one.dispatchEvent(new Event("change", { bubbles: true }));
  return one.tagName !== "SELECT" || one.value === `+quoted(value)+`;
})()`)
	if !found {
		b.t.Fatalf("browser: %s has no field %q that takes %q:\n%s", b.Path(), name, value, b.Words())
	}
}

// Files chooses files for the field of a name.
func (b *Browser) Files(name string, paths ...string) {
	b.t.Helper()
	b.do("files for "+name, chromedp.SetUploadFiles(`input[type=file][name="`+name+`"]`, paths))
}

// Press presses the button or follows the link with these words, and waits for
// the page that follows. The page's own come before those of its frame.
func (b *Browser) Press(words string) {
	b.t.Helper()
	const mark = "hwPressed"
	before := ask[bool](b, "press "+words, `(() => {
  const clean = (e) => e.textContent.replace(/\s+/g, " ").trim();
  const all = ["main button", "main a[href]", "button, a[href]"].flatMap((s) => [...document.querySelectorAll(s)]);
  const one = all.find((e) => clean(e) === `+quoted(words)+`) || all.find((e) => clean(e).startsWith(`+quoted(words)+`));
  if (!one) return false;
  document.documentElement.dataset.`+mark+` = "1";
  one.click();
  return true;
})()`)
	if !before {
		b.t.Fatalf("browser: %s has no button or link %q:\n%s", b.Path(), words, b.Words())
	}
	var last error
	for range patience / (20 * time.Millisecond) {
		time.Sleep(20 * time.Millisecond)
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		// While the old page goes and the new one comes there is nothing to ask.
		there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && !document.documentElement.dataset.`+mark))
		cancel()
		if err == nil && there {
			return
		}
		last = err
	}
	b.t.Fatalf("browser: nothing follows %q on %s: %v", words, b.Path(), last)
}

// Heading gives the page's heading.
func (b *Browser) Heading() string {
	b.t.Helper()
	return ask[string](b, "heading", `(document.querySelector("h1")?.innerText || "").trim()`)
}

// Words gives what can be read on the page.
func (b *Browser) Words() string {
	b.t.Helper()
	return ask[string](b, "words", `document.body.innerText`)
}

// Path gives the page's address on its site.
func (b *Browser) Path() string {
	b.t.Helper()
	return ask[string](b, "path", `location.pathname + location.search`)
}

// Wait waits until the page says something.
func (b *Browser) Wait(words string) {
	b.t.Helper()
	for range patience / (50 * time.Millisecond) {
		time.Sleep(50 * time.Millisecond)
		if strings.Contains(b.Words(), words) {
			return
		}
	}
	b.t.Fatalf("browser: %s does not say %q:\n%s", b.Path(), words, b.Words())
}

// See fails the test unless the page can be read to say each of the words.
func (b *Browser) See(words ...string) {
	b.t.Helper()
	page := b.Words()
	for _, w := range words {
		if !strings.Contains(page, w) {
			b.t.Errorf("browser: %s does not say %q:\n%s", b.Path(), w, page)
		}
	}
}

// Check holds the page that is open against what every page must hold: no
// violation that axe finds, nothing that scrolls sideways, no complaint on the
// console (a refusal by the content security policy is one); at each width,
// light and dark.
func (b *Browser) Check() {
	b.t.Helper()
	axe := axeCore(b.t)
	path := b.Path()
	for _, width := range Widths {
		for _, theme := range []string{"light", "dark"} {
			b.do("look", chromedp.EmulateViewport(width, 900), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
				return err
			}))
			where := fmt.Sprintf("%s at %d px, %s", path, width, theme)
			if wide := ask[int64](b, "width", `document.documentElement.scrollWidth`); wide > width {
				b.t.Errorf("%s is %d px wide", where, wide)
			}
			b.shoot(path, width, theme)
			if axe == "" || !b.script {
				continue
			}
			ask[bool](b, "axe", axe+";\ntrue")
			found := ask[[]string](b, "axe", `axe.run().then((r) => r.violations.map((v) => v.id + " (" + v.nodes.length + "): " + v.help + ": " + v.nodes[0].html.slice(0, 200)))`)
			for _, f := range found {
				b.t.Errorf("%s: %s", where, f)
			}
		}
	}
	b.do("look", chromedp.EmulateViewport(1280, 900))
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.problems {
		b.t.Errorf("%s: console: %s", path, p)
	}
	b.problems = nil
}

// shoot keeps a picture of the whole page in the folder that HW_SHOTS names, so
// that a person can look at what was checked.
func (b *Browser) shoot(path string, width int64, theme string) {
	b.t.Helper()
	folder := os.Getenv("HW_SHOTS")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	b.must("picture", err)
	name := strings.Trim(strings.NewReplacer("/", "-", "?", "-", "&", "-", "=", "-", ":", "-").Replace(path), "-")
	if name == "" {
		name = "home"
	}
	if !b.script {
		name += "-no-script"
	}
	b.must("picture", os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, width, theme)), png, 0o600))
}

var axeOnce = sync.OnceValues(func() (string, error) {
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return "", os.ErrNotExist
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(file), "../../static/node_modules/axe-core/axe.min.js"))
	return string(text), err
})

// axeCore is the checker, from the packages of the look.
func axeCore(t testing.TB) string {
	t.Helper()
	text, err := axeOnce()
	if err != nil {
		t.Log("axe is left out: its package is not installed (cd static && npm ci)")
		return ""
	}
	return text
}
