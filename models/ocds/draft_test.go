package ocds

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hundredweight/models/refusal"
	"hundredweight/models/sharedtest"
	"hundredweight/models/tender"
)

var update = flag.Bool("update", false, "write the golden files anew")

// noon gives midday UTC of a day.
func noon(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

// meals is a made-up notice with one of everything that is asked about: two
// stages and another deadline in the text, a lot in euros, weights as
// fractions for one lot and in words for the other, no formula, a period that
// the text contradicts.
const meals = `{
  "uri": "https://example.org/package", "version": "1.1", "publishedDate": "2026-10-01T09:00:00+01:00",
  "publisher": {"name": "Example"}, "extensions": ["https://example.org/unheard-of/extension.json"],
  "releases": [{
    "ocid": "ocds-213czf-0001", "id": "000001-2026", "date": "2026-10-01T09:00:00+01:00", "tag": ["tender"], "initiationType": "tender",
    "buyer": {"id": "GB-PPON-AAAA-0000-BBBB", "name": "Harrowick Borough Council"},
    "parties": [{"id": "GB-PPON-AAAA-0000-BBBB", "name": "Harrowick Borough Council", "roles": ["buyer"], "details": {"classifications": [{"scheme": "UK_CA_TYPE", "id": "publicAuthoritySubCentralGovernment"}]}}],
    "tender": {
      "id": "HBC-1", "title": "Community  meals", "status": "active", "mainProcurementCategory": "services",
      "description": "Hot meals for people at home. This is a two-stage procedure; the top three will be invited to tender.\nDeadline for questions: 20 October 2026.\nQuestionnaires must be received by 5pm on Friday 6 November 2026.",
      "procurementMethod": "selective", "procurementMethodDetails": "Competitive flexible procedure",
      "value": {"amount": 900000, "amountGross": 1080000, "currency": "GBP"},
      "aboveThreshold": true, "specialRegime": ["lightTouch"],
      "classification": {"scheme": "CPV", "id": "55521100-9", "description": "Meals-on-wheels services"},
      "tenderPeriod": {"endDate": "2026-11-09T17:00:00Z"}, "enquiryPeriod": {"endDate": "2026-10-20T17:00:00+01:00"}, "awardPeriod": {"endDate": "2027-01-29T23:59:59Z"},
      "lotDetails": {"maximumLotsBidPerSupplier": 1e9999},
      "lots": [
        {"id": "LOT-0001", "title": "North", "value": {"amount": 500000, "currency": "GBP"}, "status": "active",
         "contractPeriod": {"startDate": "2027-04-01T00:00:00+01:00", "endDate": "2030-03-31T23:59:59+01:00", "maxExtentDate": "2032-03-31T23:59:59+01:00"},
         "hasRenewal": true, "renewal": {"description": "Two extensions of a year each."},
         "awardCriteria": {"criteria": [
           {"type": "quality", "name": "Quality", "numbers": [{"number": 0.6, "weight": "decimalExact"}]},
           {"type": "price", "numbers": [{"number": 0.4, "weight": "decimalExact"}]}]},
         "selectionCriteria": {"criteria": [{"type": "suitability", "description": "Registered as a food business", "minimum": "Rating 4"}]}},
        {"id": "LOT-0002", "title": "South", "value": {"amount": 400000, "currency": "EUR"}, "status": "active",
         "contractPeriod": {"startDate": "2027-04-01T00:00:00+01:00", "endDate": "2029-03-31T23:59:59+01:00"},
         "awardCriteria": {"criteria": [{"type": "quality", "name": "Quality", "description": "70"}, {"type": "cost", "name": "Price", "description": "30"}]}}],
      "items": [
        {"id": "1", "relatedLot": "LOT-0001", "additionalClassifications": [{"scheme": "CPV", "id": "55320000", "description": "Meal-serving services"}, {"scheme": "CPV", "id": "55521100"}], "deliveryAddresses": [{"region": "E08000033", "country": "GB"}]},
        {"id": "2", "relatedLot": "LOT-0002", "deliveryAddresses": {"1": {"region": "UKE44"}, "2": {"region": "The whole county"}}}],
      "documents": [
        {"id": "A-1", "documentType": "biddingDocuments", "title": "Specification", "url": "http://127.0.0.1:9/secret"},
        {"id": "A-2", "documentType": "clarifications", "title": "Local file", "url": "file:///etc/passwd"},
        {"id": "000001-2026", "documentType": "tenderNotice", "noticeType": "UK4"}]
    }
  }]
}`

func mustDraft(t *testing.T, file string, now time.Time) tender.Content {
	t.Helper()
	c, err := TenderDraft([]byte(file), "", now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func keys(c tender.Content) (all []string) {
	for _, q := range c.Open {
		all = append(all, q.Key)
	}
	return all
}

func questionOf(t *testing.T, c tender.Content, key string) tender.OpenQuestion {
	t.Helper()
	for _, q := range c.Open {
		if q.Key == key {
			return q
		}
	}
	t.Fatalf("no question %s, only %v", key, keys(c))
	return tender.OpenQuestion{}
}

func TestAMadeUpNoticeBecomesThisDraft(t *testing.T) {
	c := mustDraft(t, meals, noon(2026, 10, 2))
	got, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "meals.golden.json")
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(want)) != string(got) {
		t.Errorf("the draft differs from %s:\n%s", golden, got)
	}
	if want := []string{"lot_2_currency", "lot_2_weights", "price_formula", "stages", "deadline_disagrees"}; !slices.Equal(keys(c), want) {
		t.Errorf("questions %v, want %v", keys(c), want)
	}
}

func TestTheSupportedLivingNoticeIsADraftWithExactlyThreeQuestions(t *testing.T) {
	file, err := os.ReadFile(sharedtest.Path(t, "ocds-uk/find-a-tender/fts-094476-2026-UK4-supported-living-light-touch.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range []time.Time{noon(2026, 10, 10), noon(2026, 11, 25), noon(2027, 3, 1)} {
		c, err := TenderDraft(file, "", now)
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"lot_1_currency", "stages", "deadline_disagrees"}; !slices.Equal(keys(c), want) {
			t.Errorf("on %s: questions %v, want %v", now.Format(time.DateOnly), keys(c), want)
		}
		q := questionOf(t, c, "deadline_disagrees")
		if q.Choices[0].Value != "2026-11-05T12:00:00Z" || q.Choices[1].Value != "2026-11-02T12:00:00Z" {
			t.Errorf("choices of the deadline: %+v", q.Choices)
		}
		if proposed := strings.Contains(q.Choices[2].Label, "proposed"); proposed != now.After(noon(2026, 11, 20)) {
			t.Errorf("on %s: a new date is proposed: %v", now.Format(time.DateOnly), proposed)
		}
		var weights []int
		for _, cr := range c.Criteria {
			weights = append(weights, cr.WeightBP)
		}
		if !slices.Equal(weights, []int{5000, 4000, 1000}) || c.Criteria[1].Formula != "relative_to_lowest" || c.Criteria[2].ID != "social_value" {
			t.Errorf("criteria %+v", c.Criteria)
		}
		if len(c.Stages) != 2 || c.Stages[1].MostInvited != 4 || !c.Stages[0].Deadline.IsZero() {
			t.Errorf("stages %+v: two, the second for four, no deadline guessed", c.Stages)
		}
		if c.CPV[0].Code != "85311000" || c.Areas[0].Code != "UKH25" || c.Budget.NetPence != 2_772_000_00 || c.Budget.VAT != "standard" || c.Lots[0].Currency != "AED" {
			t.Errorf("scope %v %v %+v %+v", c.CPV, c.Areas, c.Budget, c.Lots[0])
		}
		if c.Term != (tender.Term{Start: "2027-11-01", End: "2030-10-31", MaxEnd: "2034-10-31", Options: c.Term.Options}) || !strings.HasPrefix(c.Term.Options, "Initial term of 3 years") {
			t.Errorf("term %+v", c.Term)
		}
		if s := c.Source; s.OCID != "ocds-h6vhtk-078219" || s.ReleaseID != "094476-2026" || s.NoticeID != "094476-2026" || s.Buyer != "Central Bedfordshire Council" || len(s.SHA256) != 64 || s.Method != "Competitive flexible procedure" {
			t.Errorf("source %+v", s)
		}
	}
}

func TestTheNoticeOfFiveLotsIsADraftWhoseGapsAreAsked(t *testing.T) {
	file, err := os.ReadFile(sharedtest.Path(t, "ocds-uk/find-a-tender/fts-083563-2026-UK4-five-lots.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		now  time.Time
		want []string
	}{
		{noon(2026, 9, 4), []string{"price_formula", "regime"}},
		{noon(2026, 11, 25), []string{"price_formula", "deadline_past", "term_past", "regime"}},
	} {
		c, err := TenderDraft(file, "", one.now)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(keys(c), one.want) {
			t.Errorf("on %s: questions %v, want %v", one.now.Format(time.DateOnly), keys(c), one.want)
		}
		if len(c.Lots) != 5 || len(c.Stages) != 1 || len(c.CPV) != 2 || c.CPV[0].Code != "92521000" || c.Areas[0].Code != "UKD3" {
			t.Errorf("%d lots, %d stages, CPV %v, areas %v", len(c.Lots), len(c.Stages), c.CPV, c.Areas)
		}
		if c.Lots[4].NetPence != 51_500_00 || c.Lots[4].Term.Start != "2026-11-17" || c.Term.Start != "2026-11-04" || c.Term.End != "2028-11-16" {
			t.Errorf("lot 5 %+v, term %+v", c.Lots[4], c.Term)
		}
		if c.Criteria[0].Kind != "price" || c.Criteria[0].WeightBP != 3000 || c.Criteria[1].WeightBP != 7000 || len(c.Lots[0].Criteria) != 0 {
			t.Errorf("criteria %+v", c.Criteria)
		}
		if len(c.Source.Documents) != 1 || c.Source.Documents[0].Title != "Bidding documents" || !strings.HasPrefix(c.Source.Documents[0].URL, "https://in-tendhost.co.uk/") {
			t.Errorf("documents %+v", c.Source.Documents)
		}
		past := one.now.After(noon(2026, 10, 3))
		if past == !c.Stages[0].Deadline.IsZero() || past == !c.Timetable.QuestionsClose.IsZero() {
			t.Errorf("on %s: deadline %v, questions close %v", one.now.Format(time.DateOnly), c.Stages[0].Deadline, c.Timetable.QuestionsClose)
		}
	}
}

// TestEveryHeldNotice reads all 254 real releases: each becomes a draft, or is
// refused with a path and a reason.
func TestEveryHeldNotice(t *testing.T) {
	drafts, refused := 0, 0
	try := func(name string, file []byte, pick string) {
		c, err := TenderDraft(file, pick, noon(2026, 11, 25))
		if err != nil {
			var r *refusal.Error
			if !errors.As(err, &r) || len(r.Problems) == 0 {
				t.Errorf("%s %s: %v", name, pick, err)
			}
			refused++
			return
		}
		drafts++
		if c.Title == "" || len(c.Lots) == 0 || len(c.Stages) == 0 || c.Source.OCID == "" {
			t.Errorf("%s %s: a draft without a title, lot, stage or source", name, pick)
		}
		for _, q := range c.Open {
			for _, ch := range q.Choices {
				if _, err := Settle(c, q.Key, ch.Value); err != nil && !(strings.HasSuffix(q.Key, "_status") && ch.Value == "drop") && q.Key+ch.Value != "psryes" {
					t.Errorf("%s %s: %s = %s: %v", name, pick, q.Key, ch.Value, err)
				}
			}
		}
	}
	for _, folder := range []string{"find-a-tender", "contracts-finder"} {
		files, err := filepath.Glob(filepath.Join(sharedtest.Path(t, "ocds-uk/"+folder), "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var p struct{ Releases []struct{ ID string } }
			if err := json.Unmarshal(file, &p); err != nil {
				t.Log(filepath.Base(path), "has numbers that encoding/json does not take:", err)
			}
			picks := []string{""}
			if len(p.Releases) > 1 {
				picks = nil
				for _, r := range p.Releases {
					picks = append(picks, r.ID)
				}
			}
			for _, pick := range picks {
				try(filepath.Base(path), file, pick)
			}
		}
	}
	for _, name := range []string{"public-contracts-scotland/pcs-releases.jsonl", "sell2wales/s2w-releases.jsonl"} {
		file, err := os.ReadFile(sharedtest.Path(t, "ocds-uk/"+name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := TenderDraft(file, "", noon(2026, 11, 25)); err == nil || !strings.Contains(err.Error(), "goes on after its end, in line 2") {
			t.Errorf("%s: %v", name, err)
		}
		for i, line := range strings.Split(strings.TrimSpace(string(file)), "\n") {
			try(fmt.Sprintf("%s line %d", name, i+1), []byte(line), "")
		}
	}
	t.Logf("%d drafts, %d refused", drafts, refused)
	if drafts < 200 {
		t.Errorf("only %d of the real notices became drafts; %d were refused", drafts, refused)
	}
}

// with gives the made-up notice with one text replaced.
func with(t *testing.T, old, now string) string {
	t.Helper()
	if !strings.Contains(meals, old) {
		t.Fatalf("the made-up notice does not hold %s", old)
	}
	return strings.Replace(meals, old, now, 1)
}

func TestWhatIsNoNoticeIsRefusedWithItsPlaceAndAReason(t *testing.T) {
	end := `"tenderPeriod": {"endDate": "2026-11-09T17:00:00Z"}`
	for name, c := range map[string]struct{ file, want string }{
		"nothing":                              {"", "The file is empty"},
		"only spaces":                          {" \n\t ", "The file is empty"},
		"a page of HTML":                       {"<html><body>Not found</body></html>", "The file is not JSON: look at line 1"},
		"a workbook":                           {"PK\x03\x04\xff\xfe\x00", "The file is not UTF-8 text, so it is not JSON"},
		"UTF-16":                               {"\xff\xfe{\x00}\x00", "UTF-16"},
		"a broken download":                    {meals[:len(meals)/2], "The file ends too early"},
		"a comma too many":                     {with(t, `"tag": ["tender"],`, `"tag": ["tender",],`), "The file is not JSON: look at line 5"},
		"text after the end":                   {meals + "\n{}", "The file goes on after its end, in line"},
		"a list":                               {"[]", "no OCDS"},
		"a number":                             {"12", "no OCDS"},
		"another kind of JSON":                 {`{"type": "FeatureCollection"}`, "neither releases nor records"},
		"no releases":                          {`{"version": "1.1", "releases": []}`, "no release in it"},
		"depth":                                {strings.Repeat("[", 10_000), "more than 64 deep"},
		"objects in depth":                     {strings.Repeat(`{"a":`, 10_000), "a/a/a"},
		"half a million values":                {"[" + strings.Repeat("0,", 600_000) + "0]", "more than 500,000 values"},
		"11 MB":                                {strings.Repeat(" ", 11<<20), "larger than 10 MB"},
		"a key twice":                          {with(t, `"id": "HBC-1",`, `"id": "HBC-1", "title": "Another",`), "releases/0/tender/title: stands twice"},
		"a NUL in a text":                      {with(t, "Community  meals", `Community\u0000meals`), "releases/0/tender/title: contains a character we cannot store"},
		"a number too long to work with":       {with(t, `1e9999`, `1e1000000`), "releases/0/tender/lotDetails/maximumLotsBidPerSupplier: the number 1e1000000 is too large"},
		"OCDS 2":                               {with(t, `"version": "1.1"`, `"version": "2.0"`), "version: 2.0 is not known here"},
		"no ocid":                              {with(t, `"ocid": "ocds-213czf-0001", `, ``), "releases/0/ocid: missing"},
		"an ocid of another form":              {with(t, `ocds-213czf-0001`, `OCDS-213czf`), "releases/0/ocid: OCDS-213czf is not an ocid"},
		"no tender":                            {`{"ocid": "ocds-213czf-1", "id": "1"}`, "tender: missing"},
		"a tender that is a text":              {`{"ocid": "ocds-213czf-1", "id": "1", "tender": "yes"}`, "tender: missing"},
		"no title":                             {with(t, `"title": "Community  meals",`, ``), "releases/0/tender/title: missing"},
		"a title that is a number":             {with(t, `"title": "Community  meals"`, `"title": 7`), "releases/0/tender/title: must be text"},
		"a date that is none":                  {with(t, end, `"tenderPeriod": {"endDate": "soon"}`), "releases/0/tender/tenderPeriod/endDate: not a date: soon"},
		"31 February":                          {with(t, end, `"tenderPeriod": {"endDate": "2026-02-31T12:00:00Z"}`), "releases/0/tender/tenderPeriod/endDate: not a date"},
		"a bare 31 February":                   {with(t, end, `"tenderPeriod": {"endDate": "2026-02-31"}`), "there is no 2026-02-31"},
		"a date without a zone":                {with(t, end, `"tenderPeriod": {"endDate": "2026-11-09T17:00:00"}`), "endDate: 2026-11-09T17:00:00 has no time zone"},
		"the year 20256":                       {with(t, end, `"tenderPeriod": {"endDate": "20256-11-09T17:00:00Z"}`), "endDate: not a date"},
		"a date that is a number":              {with(t, end, `"tenderPeriod": {"endDate": 1762707600}`), "endDate: not a date"},
		"an amount as text":                    {with(t, `"amount": 900000,`, `"amount": "900000",`), "releases/0/tender/value/amount: must be a number, not text"},
		"an amount of 1e400":                   {with(t, `"amount": 900000,`, `"amount": 1e400,`), "releases/0/tender/value/amount: 1e400 is not an amount of money"},
		"an amount below nothing":              {with(t, `"amount": 900000,`, `"amount": -1,`), "value/amount: -1 is below nothing"},
		"parts of a penny":                     {with(t, `"amount": 900000,`, `"amount": 900000.001,`), "has parts of a penny"},
		"more money than there is":             {with(t, `"amount": 900000,`, `"amount": 1e19,`), "more than the system can hold"},
		"a value that is a number":             {with(t, `"value": {"amount": 500000, "currency": "GBP"}`, `"value": 500000`), "releases/0/tender/lots/0/value: must be an object"},
		"lots that are a text":                 {with(t, `"lots": [`, `"lots": "none", "other": [`), "releases/0/tender/lots: must be a list"},
		"a lot that is a number":               {with(t, `"lots": [`, `"lots": [3, `), "releases/0/tender/lots/0: must be an object"},
		"a weight as text":                     {with(t, `"number": 0.6`, `"number": "0.6"`), "lots/0/awardCriteria/criteria/0/numbers/0/number: must be a number"},
		"a weight below nothing":               {with(t, `"number": 0.6`, `"number": -0.6`), "-0.6 is not a weight"},
		"a flag as text":                       {with(t, `"aboveThreshold": true`, `"aboveThreshold": "yes"`), "aboveThreshold: must be true or false"},
		"an end before the start":              {with(t, `2030-03-31T23:59:59+01:00`, `2026-03-31T23:59:59+01:00`), "contractPeriod/endDate: 2026-03-31 is before the start"},
		"a kind of contract nobody knows":      {with(t, `"mainProcurementCategory": "services"`, `"mainProcurementCategory": "magic"`), "magic is not goods, services or works"},
		"a linked release":                     {`{"records": [{"ocid": "ocds-213czf-1", "releases": [{"url": "http://169.254.169.254/latest#1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"]}]}]}`, "records/0/releases/0: is a link to a release. Nothing is fetched"},
		"two releases with one id":             {`{"releases": [{"ocid": "ocds-213czf-1", "id": "1", "tender": {"title": "A"}}, {"ocid": "ocds-213czf-1", "id": "1", "tender": {"title": "B"}}]}`, "releases/1/id: 1 is the id of releases/0 already"},
		"a release that is a text":             {`{"releases": ["x"]}`, "releases/0: a release must be an object"},
		"a record that is a text":              {`{"records": ["x"]}`, "records/0: a record must be an object"},
		"two notices and nobody says which":    {`{"releases": [{"ocid": "ocds-213czf-1", "id": "1", "tender": {"title": "A"}}, {"ocid": "ocds-213czf-2", "id": "2", "tender": {"title": "B"}}]}`, "The file holds 2 notices. Say which one by its number: 1 (A); 2 (B)"},
		"a document whose list is endless":     {with(t, `"documents": [`, `"documents": [`+strings.Repeat(`{},`, 1_001)), "documents: has 1004 elements. The most is 1000"},
		"several faults are all said at once":  {with(t, `"amount": 900000,`, `"amount": "x", "amountX": 1,`), "value/amount: must be a number"},
		"a duration that is no number of days": {with(t, `"contractPeriod": {"startDate": "2027-04-01T00:00:00+01:00", "endDate": "2029-03-31T23:59:59+01:00"}`, `"contractPeriod": {"durationInDays": -4}`), "durationInDays: must be a number of days"},
	} {
		_, err := TenderDraft([]byte(c.file), "", noon(2026, 10, 2))
		if err == nil {
			t.Errorf("%s: taken", name)
			continue
		}
		if !errors.Is(err, refusal.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %s", name, clip(err.Error(), 300), c.want)
		}
		for _, word := range []string{"EOF", "unmarshal", "json:", "invalid character"} {
			if strings.Contains(err.Error(), word) {
				t.Errorf("%s: a library speaks: %v", name, err)
			}
		}
	}
}

func TestOneNoticeOfManyIsTakenThoughAnotherIsBad(t *testing.T) {
	file := `{"releases": [{"id": "no ocid"}, {"ocid": "ocds-213czf-1", "id": "1", "tender": {"title": "A"}}, {"ocid": "ocds-213czf-2", "id": "2", "tender": {"title": "B"}}]}`
	for _, pick := range []string{"2", "ocds-213czf-2"} {
		c, err := TenderDraft([]byte(file), pick, noon(2026, 10, 2))
		if err != nil || c.Title != "B" {
			t.Errorf("%s: %q %v", pick, c.Title, err)
		}
	}
	if _, err := TenderDraft([]byte(file), "3", noon(2026, 10, 2)); err == nil || !strings.Contains(err.Error(), "The file has no notice 3") {
		t.Errorf("a notice that is not there: %v", err)
	}
}

func TestReleasesOfOneProcessAreMergedOldestFirst(t *testing.T) {
	file := `{"releases": [
		{"ocid": "ocds-213czf-1", "id": "2", "date": "2026-05-02T09:00:00Z", "tag": ["tenderUpdate"], "tender": {"description": null, "lots": [{"id": "2", "title": "South, corrected"}, {"id": "3", "title": "East"}], "items": []}},
		{"ocid": "ocds-213czf-1", "id": "1", "date": "2026-05-02T09:30:00+01:00", "tag": ["tender"], "tender": {"title": "Meals", "description": "Old text", "mainProcurementCategory": "services", "lots": [{"id": "1", "title": "North"}, {"id": "2", "title": "South", "description": "Stays"}], "items": [{"id": "1", "deliveryAddresses": [{"region": "UKE44"}]}]}}]}`
	c, err := TenderDraft([]byte(file), "", noon(2026, 5, 3))
	if err != nil {
		t.Fatal(err)
	}
	if c.Title != "Meals" || c.Need != "" || len(c.Lots) != 3 || c.Lots[1].Title != "South, corrected" || c.Lots[1].Description != "Stays" || c.Areas[0].Code != "UKE44" || c.Source.ReleaseID != "2" {
		t.Errorf("merged: %+v", c)
	}
	first, err := TenderDraft([]byte(file), "1", noon(2026, 5, 3))
	if err != nil || first.Need != "Old text" || len(first.Lots) != 2 {
		t.Errorf("as the first release had it: %+v %v", first, err)
	}
}

func TestARecordIsReadByItsCompiledRelease(t *testing.T) {
	file := `{"version": "1.1", "records": [{"ocid": "ocds-213czf-1", "releases": [{"url": "https://example.org/1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"]}], "compiledRelease": {"id": "c", "tag": ["compiled"], "date": "2026-01-01T00:00:00Z", "tender": {"title": "From a record", "mainProcurementCategory": "services"}}}]}`
	c, err := TenderDraft([]byte(file), "", noon(2026, 5, 3))
	if err != nil || c.Title != "From a record" || c.Source.OCID != "ocds-213czf-1" || len(c.Open) != 0 {
		t.Errorf("%+v %v", c, err)
	}
}

func TestWhatHasNoPlaceIsReportedAndNoAddressIsFollowed(t *testing.T) {
	c := mustDraft(t, with(t, `"status": "active", "mainProcurementCategory"`, `"status": "active", "submissionTerms": {"languages": ["en"]}, "hw_unknown": 1, "mainProcurementCategory"`), noon(2026, 10, 2))
	for _, want := range []string{"/tender/submissionTerms", "/tender/hw_unknown", "/tender/lotDetails", "/parties"} {
		if !slices.Contains(c.Source.NotTaken, want) {
			t.Errorf("%s is not reported: %v", want, c.Source.NotTaken)
		}
	}
	for _, d := range c.Source.Documents {
		if strings.HasPrefix(d.URL, "file:") {
			t.Errorf("an address that is none was kept: %s", d.URL)
		}
	}
	for _, want := range []string{"an extension that is not known here: https://example.org/unheard-of", "names the area in words (The whole county)", "address is no web address"} {
		if !strings.Contains(strings.Join(c.Source.Notes, "\n"), want) {
			t.Errorf("nothing says %q: %v", want, c.Source.Notes)
		}
	}
}

// largest are files at the limits of size and of values.
func largest() map[string]string {
	long := strings.Repeat("The deadline for two stages is 4 December 2026 from 1 April to quality 60%. ", 1_300)
	var lots []string
	for i := range 90 {
		lots = append(lots, fmt.Sprintf(`{"id": "%d", "description": %q}`, i+1, long))
	}
	return map[string]string{
		"ten megabytes of text": small(`"lots": [` + strings.Join(lots, ",") + `]`),
		"many values":           small(`"other": [` + strings.Repeat(`{"a":[]},`, 160_000) + `0]`),
	}
}

func TestTheLargestFilesAreTaken(t *testing.T) {
	for name, file := range largest() {
		if _, err := TenderDraft([]byte(file), "", noon(2026, 10, 2)); err != nil {
			t.Errorf("%s: %v", name, clip(err.Error(), 200))
		}
	}
}

// BenchmarkTheLargestFiles shows what a file at a limit costs: trust.md allows
// two seconds an input.
func BenchmarkTheLargestFiles(b *testing.B) {
	for name, file := range largest() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				if _, err := TenderDraft([]byte(file), "", noon(2026, 10, 2)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// FuzzTenderDraft: whatever the bytes, a draft or a refusal, and never a panic.
func FuzzTenderDraft(f *testing.F) {
	f.Add([]byte(meals))
	f.Add([]byte(`{"ocid": "ocds-213czf-1", "tender": {"title": "A", "lots": {"1": {}}, "items": [{"deliveryAddresses": {"x": 1}}]}}`))
	f.Add([]byte(`{"records": [{"releases": [null]}]}`))
	f.Add([]byte(`{"releases": [{"ocid": "ocds-213czf-1", "id": {}, "tag": {}, "tender": {"title": "A", "awardCriteria": {"criteria": [{"numbers": [{}]}]}, "value": {"amountGross": 1}}}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := TenderDraft(file, "", noon(2026, 11, 25))
		if err != nil {
			if !errors.Is(err, refusal.ErrInvalid) {
				t.Errorf("refused without a reason: %v", err)
			}
			return
		}
		for _, q := range c.Open {
			answers := []string{"2027-04-01"}
			for _, ch := range q.Choices {
				answers = append(answers, ch.Value)
			}
			for _, a := range answers {
				if _, err := Settle(c, q.Key, a); err != nil && !errors.Is(err, refusal.ErrInvalid) {
					t.Errorf("%s = %s: %v", q.Key, a, err)
				}
			}
		}
	})
}
