package handlers_test

import (
	"bytes"

	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
)

func init() {
	things["/org/:org/bids/:ref"] = func(w *world) thing {
		fine := func(err error) {
			w.t.Helper()
			if err != nil {
				w.t.Fatal(err)
			}
		}
		ctx, steps, c := w.t.Context(), w.site.Steps, w.site.County(w.t, w.name("bids"))
		ref, err := steps.StartBid(ctx, c.Signer, c.Provider, c.Published(w.t))
		fine(err)
		save := commissioning.Save{Org: c.Provider, Bid: ref, Received: w.site.Clock.Now()}
		for _, a := range []bid.Answer{{Key: "q1", Text: "Meals", Completed: true}, {Key: "q2", Text: "Rounds", Completed: true}, {Key: "c1", Choice: "yes", Expires: "2027-12-31"}, {Key: "c2", Choice: "yes"}} {
			_, err = steps.SaveAnswer(ctx, c.Writer, save, 0, a)
			fine(err)
		}
		_, err = steps.SaveCommitments(ctx, c.Writer, save, 0, []bid.Commitment{{Ref: "p1", Question: "q3", Outcome: "Company", Who: "Older people", Quantity: "120", Unit: "people", By: "2028-03-31", Evidence: "Attendance"}})
		fine(err)
		_, _, err = steps.SealPrice(ctx, c.Signer, save, "1", map[string]string{"A1": "4", "A2": "20"})
		fine(err)
		f, err := steps.SealFile(ctx, c.Writer, save, "q2", "plan.pdf", bytes.NewReader([]byte("%PDF-1.7")))
		fine(err)
		_, err = steps.AddFiles(ctx, c.Writer, save, "q2", false, []*commissioning.SealedFile{f})
		fine(err)
		saved, err := steps.Declare(ctx, c.Signer, save)
		fine(err)
		v, err := steps.Bid(ctx, c.Signer, c.Provider, ref)
		fine(err)
		return thing{Params: map[string]string{"org": c.ProviderSlug, "ref": ref, "key": "q2", "part": v.FilesOf("q2")[0].Ref, "promise": "p1", "lot": "1", "receipt": saved.Receipt}}
	}
	things["/org/:org/bids/:ref/lots"] = func(w *world) thing { // a tender of one lot has no such page
		return things["/org/:org/bids/:ref"](w)
	}
	free["/org/:org/bids/:ref/lots"] = true
}
