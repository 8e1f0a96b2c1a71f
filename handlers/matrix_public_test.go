package handlers_test

func init() {
	things["/ledger/entries/:n"] = func(w *world) thing {
		w.provider() // leaves an entry
		w.site.Numbered(w.t, 1)
		w.site.Sign(w.t)
		return thing{Params: map[string]string{"n": "0"}}
	}
}
