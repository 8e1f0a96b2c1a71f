package commissioning_test

import (
	"testing"

	"hundredweight/models/commissioning"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

func TestADecisionFallsWhenWhatItRestsOnChanges(t *testing.T) {
	o := store.Organisation{AuthorityClass: "sub_central"}
	c := content(storetest.Noon)
	commissioning.Reconsider(&c, o, storetest.Noon)
	if c.Regime.Decided != "" {
		t.Error("a decision nobody asked for")
	}
	if err := commissioning.SetRegime(&c, o, storetest.Noon, "light_touch", "Counsel says so"); err != nil {
		t.Fatal(err)
	}
	c.Budget.NetPence += 100_00
	commissioning.Reconsider(&c, o, storetest.Noon)
	if c.Regime.GrossPence != 360_120_00 || c.Regime.Overruled != "light_touch" || c.Regime.Reason == "" {
		t.Errorf("the same answer at another value became %+v", c.Regime)
	}
	below := c
	below.Budget.NetPence = 100_00
	commissioning.Reconsider(&below, o, storetest.Noon)
	if below.Regime != (tender.Regime{}) {
		t.Errorf("another answer left %+v", below.Regime)
	}
	c.Budget.VAT = ""
	commissioning.Reconsider(&c, o, storetest.Noon)
	if c.Regime != (tender.Regime{}) {
		t.Errorf("no answer left %+v", c.Regime)
	}
}
