package handlers_test

import "net/url"

func init() {
	things["/tenders/:ref"] = func(w *world) thing {
		ref := w.site.County(w.t, w.name("county")).Published(w.t)
		return thing{Params: map[string]string{"ref": ref, "n": "1"}, Form: url.Values{"follow": {"yes"}}}
	}
	things["/tenders/:ref/documents/:document"] = func(w *world) thing {
		c := w.site.County(w.t, w.name("county"))
		ref := c.Published(w.t)
		doc, err := w.site.Steps.AddDocument(w.t.Context(), c.Author, ref, "Floor plan", w.site.StoredFile(w.t, "plan.csv", "text/csv; charset=utf-8", "a,b\n1,2\n"))
		if err != nil {
			w.t.Fatal(err)
		}
		return thing{Params: map[string]string{"ref": ref, "document": doc}}
	}
	things["/contracts/:ref"] = func(w *world) thing {
		c := w.site.County(w.t, w.name("county"))
		return thing{Params: map[string]string{"ref": c.Contract(w.t, c.Published(w.t))}}
	}
}
