package handlers_test

import (
	"net/url"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store/storetest"
)

func init() {
	const tender = "/org/:org/tenders/:ref"
	// at makes a tender that was decided as far as a stage; who may is one of its people.
	at := func(path string, to sitetest.Stage, right func(*sitetest.County) account.PersonID, form url.Values) {
		things[tender+path] = func(w *world) thing {
			w.site.Clock.Set(storetest.Noon) // every tender takes a month: the calendar does not reach for ever
			c := w.site.County(w.t, w.name("decided"))
			ref, bids := c.Ranked(w.t, []sitetest.Offered{{Score: 5, Price: "4.00"}, {Name: "Ninefold Trust", Score: 4, Price: "4.20"}})
			c.Decided(w.t, ref, bids, to)
			sent := url.Values{"chosen": {bids[0].Bid}, "question": {"q1"}, "lot": {"1"}}
			for name, values := range form {
				sent[name] = values
			}
			return thing{Params: map[string]string{"org": c.BuyerSlug, "ref": ref, "bid": bids[1].Bid}, Right: right(c), Form: sent}
		}
	}
	author := func(c *sitetest.County) account.PersonID { return c.Author.Person }
	moderator := func(c *sitetest.County) account.PersonID { return c.Moderator.Person }
	awarder := func(c *sitetest.County) account.PersonID { return c.Awarder.Person }
	at("/award", sitetest.Recommended, moderator, nil)
	at("/award/approval", sitetest.Recommended, awarder, url.Values{"checked": {"yes"}})
	at("/award/return", sitetest.Recommended, awarder, nil)
	at("/award/ending", sitetest.Told, author, nil)
	at("/summaries", sitetest.AwardApproved, author, nil)
	at("/summaries/:bid/reasons", sitetest.AwardApproved, moderator, nil)
	at("/summaries/:bid/withholding", sitetest.AwardApproved, author, nil)
	at("/notice", sitetest.Told, author, nil)
	at("/standstill", sitetest.Waiting, author, nil)
	at("/signature", sitetest.Waiting, awarder, nil)
	made := func(w *world) (c *sitetest.County, bid, contract string) {
		w.site.Clock.Set(storetest.Noon)
		c = w.site.County(w.t, w.name("signed"))
		ref, bids := c.Ranked(w.t, []sitetest.Offered{{Score: 5, Price: "4.00"}, {Name: "Ninefold Trust", Score: 4, Price: "4.20"}})
		return c, bids[0].Bid, c.Decided(w.t, ref, bids, sitetest.Signed)
	}
	things["/org/:org/contracts"] = func(w *world) thing { return thing{Params: map[string]string{"org": w.buyer()}} }
	things["/org/:org/contracts/:ref"] = func(w *world) thing {
		c, _, contract := made(w)
		return thing{Params: map[string]string{"org": c.BuyerSlug, "ref": contract}}
	}
	things["/org/:org/contracts/:ref/notices"] = func(w *world) thing {
		th := things["/org/:org/contracts/:ref"](w)
		th.Form = url.Values{"duty": {"details_notice"}}
		return th
	}
	things["/org/:org/bids/:ref/feedback"] = func(w *world) thing {
		c, bid, _ := made(w)
		return thing{Params: map[string]string{"org": c.ProviderSlug, "ref": bid}}
	}
}
