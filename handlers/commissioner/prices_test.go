package commissioner_test

import (
	"testing"

	"hundredweight/handlers/sitetest"
)

func TestThePriceScheduleIsTypedOrPasted(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		page := at("/" + ref + "/prices")
		lot := d.content(ref).Lots[0].ID
		code, body := d.get(d.author, page)
		d.must("without price as a criterion", code, 200, body, "Price does not count here")
		d.saves(d.author, at("/"+ref+"/criteria/new"), d.form(ref, "kind", "price", "name", "Price", "weight", "40", "formula", "relative_to_lowest"))
		code, body = d.get(d.author, page)
		d.must("no lines", code, 200, body, "No lines yet", "Paste lines from Excel")
		line := page + "/" + lot + "/lines/new"
		code, body = d.post(d.author, line, d.form(ref, "ref", "A1", "quantity", "0"))
		d.must("a line with gaps", code, 422, body, "Enter what is priced", "Enter the unit", "The quantity must be more than 0", `value="A1"`)
		code, body = d.post(d.author, line, d.form(ref, "ref", "A1", "description", "Meal", "unit", "meal", "quantity", "1.2345"))
		d.must("four places", code, 422, body, "up to 3 decimal places")
		d.saves(d.author, line, d.form(ref, "ref", "A1", "description", "Meal", "unit", "meal", "quantity", "52,000.5", "flags", "option"))
		code, body = d.post(d.author, line, d.form(ref, "ref", "A1", "description", "Meal", "unit", "meal", "quantity", "1"))
		d.must("a reference twice", code, 422, body, "There is a line with the reference A1 already")
		if to := d.saves(d.author, line, d.form(ref, "ref", "A2", "description", "Visit", "unit", "hour", "quantity", "10", "another", "yes")); to != line {
			t.Errorf("“Save and add another” leads to %s", to)
		}
		if c := d.content(ref); c.Lots[0].Prices[0].QuantityMilli != 52_000_500 || !c.Lots[0].Prices[0].Option {
			t.Errorf("got %+v", c.Lots[0].Prices)
		}
		d.saves(d.author, page+"/"+lot+"/lines/2", d.form(ref, "ref", "A2", "description", "Long visit", "unit", "hour", "quantity", "10", "flags", "zero"))
		code, body = d.get(d.author, page)
		d.must("the schedule", code, 200, body, "52,000.5", "Meal (option)", "Long visit (may be £0.00)")

		paste := page + "/" + lot + "/paste"
		code, body = d.post(d.author, paste, d.form(ref, "lines", "A3\tTraining\tday\tmany\nA4", "mode", "add"))
		d.must("pasted rows with faults", code, 422, body, "Row 1 has the quantity “many”", "Row 2 has 1 column", "A3\tTraining")
		code, body = d.post(d.author, paste, d.form(ref, "lines", "A2\tTraining\tday\t2", "mode", "add"))
		d.must("a reference that is there", code, 422, body, "There is a line with the reference A2 already")
		d.saves(d.author, paste, d.form(ref, "lines", "Ref\tWhat\tUnit\tQuantity\r\nA3\tTraining\tday\t2\r\n", "mode", "add"))
		if c := d.content(ref); len(c.Lots[0].Prices) != 3 || c.Lots[0].Prices[2].Ref != "A3" {
			t.Errorf("got %+v", c.Lots[0].Prices)
		}
		d.saves(d.author, paste, d.form(ref, "lines", "B1\tEverything\tmonth\t36", "mode", "replace"))
		if c := d.content(ref); len(c.Lots[0].Prices) != 1 || c.Lots[0].Prices[0].Ref != "B1" {
			t.Errorf("got %+v", c.Lots[0].Prices)
		}
		code, body = d.get(d.author, page+"/"+lot+"/lines/1/removal")
		d.must("asking", code, 200, body, "Take out line B1?")
		d.saves(d.author, page+"/"+lot+"/lines/1/removal", d.form(ref))
		for _, path := range []string{"/9/lines/new", "/" + lot + "/lines/1", "/" + lot + "/lines/0", "/" + lot + "/lines/x", "/" + lot + "/lines/new/removal"} {
			code, body = d.get(d.author, page+path)
			d.must(path, code, 404, body)
		}
	})
}
