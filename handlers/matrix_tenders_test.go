package handlers_test

import "net/url"

func init() {
	things["/tenders/:ref"] = func(w *world) thing {
		ref := w.site.County(w.t, w.name("county")).Published(w.t)
		return thing{Params: map[string]string{"ref": ref, "n": "1"}, Form: url.Values{"follow": {"yes"}}}
	}
	things["/contracts/:ref"] = func(w *world) thing {
		c := w.site.County(w.t, w.name("county"))
		return thing{Params: map[string]string{"ref": c.Contract(w.t, c.Published(w.t))}}
	}
}
