package addedvalue

// UnitOther is a unit in the provider's own words.
const UnitOther = "other"

// Unit is one unit of the closed list.
type Unit struct{ Key, Name string }

// Units are the units to choose from, in the order of the page.
var Units = []Unit{
	{"people", "people"}, {"households", "households"}, {"homes", "homes"}, {"families", "families"},
	{"carers", "carers"}, {"volunteers", "volunteers"}, {"jobs", "jobs"}, {"placements", "work placements"},
	{"qualifications", "qualifications"}, {"tenancies", "tenancies"}, {"visits", "visits"}, {"sessions", "sessions"},
	{"hours", "hours"}, {"days", "days"}, {"nights", "nights"}, {"meals", "meals"}, {"admissions", "hospital admissions"},
	{"points", "points on a scale"}, {"kilograms", "kilograms"}, {"tonnes", "tonnes of CO₂e"},
}

var units = func() map[string]string {
	m := make(map[string]string, len(Units))
	for _, u := range Units {
		m[u.Key] = u.Name
	}
	return m
}()

// Likely is an outcome that services of a kind often claim, in plain words.
type Likely struct {
	Key       string
	Outcome   string
	Measure   string
	Unit      string
	Pillar    Pillar
	Direction string
}

// Theme is a need that services answer, with the outcomes likely for it.
type Theme struct {
	Key, Name string
	Likely    []Likely
}

// ThemeByKey gives a theme.
func ThemeByKey(key string) (Theme, bool) {
	for _, t := range Themes {
		if t.Key == key {
			return t, true
		}
	}
	return Theme{}, false
}

// From makes a claim of a likely outcome.
func (l Likely) From(ref string) Claim {
	return Claim{Ref: ref, Outcome: l.Outcome, Measure: l.Measure, Unit: l.Unit, Pillar: l.Pillar, Direction: l.Direction}
}

// Themes are the needs, in the order of the filter.
var Themes = []Theme{
	{"home", "Staying well at home", []Likely{
		{"falls", "Fewer people fall", "People who fell in the year after", "people", Social, Fewer},
		{"safe", "Homes are safer to live in", "Homes made safer", "homes", Social, More},
		{"manage", "People manage daily life with less help", "People who need less help than before", "people", Social, More},
		{"care", "People go into a care home later or not at all", "People still at home a year later", "people", Economic, More},
		{"warm", "Homes are warm in winter", "Homes that can be kept warm", "homes", Social, More},
		{"gp", "Fewer visits to the GP", "Visits to the GP in a year", "visits", Economic, Fewer},
		{"confident", "People feel confident at home", "People who say they feel confident", "people", Social, More},
	}},
	{"hospital", "Coming home from hospital", []Likely{
		{"back", "Fewer people go back into hospital within 30 days", "People back in hospital within 30 days", "people", Economic, Fewer},
		{"sooner", "People come home sooner", "Days in hospital saved", "days", Economic, More},
		{"settled", "People are settled at home within a week", "People settled after a week", "people", Social, More},
		{"meals", "People eat well after coming home", "Meals in the first two weeks", "meals", Social, More},
		{"carers", "Carers feel able to cope", "Carers who say they can cope", "carers", Social, More},
		{"journeys", "People get home safely", "Journeys home", "people", Social, More},
	}},
	{"company", "Company and confidence", []Likely{
		{"lonely", "Fewer people are lonely", "People who say they are often lonely", "people", Social, Fewer},
		{"friends", "People see friends more often", "People who meet others every week", "people", Social, More},
		{"out", "People get out of the house more", "People who go out at least twice a week", "people", Social, More},
		{"volunteer", "People who were helped now help others", "People who became volunteers", "volunteers", Social, More},
		{"wellbeing", "People feel better about life", "Points gained on a wellbeing scale", "points", Social, More},
		{"online", "People can keep in touch online", "People who can make a video call", "people", Social, More},
	}},
	{"mind", "Mental health", []Likely{
		{"recover", "People recover from anxiety or depression", "People who recovered by their own score", "people", Social, More},
		{"crisis", "Fewer people reach a crisis", "People who needed crisis care", "people", Economic, Fewer},
		{"wait", "People are helped sooner", "Days from asking to first meeting", "days", Social, Fewer},
		{"work", "People stay in or return to work", "People in work after six months", "people", Economic, More},
		{"score", "People feel better about life", "Points gained on a wellbeing scale", "points", Social, More},
		{"peers", "People support each other", "People who lead a peer group", "volunteers", Social, More},
	}},
	{"carers", "Help for carers", []Likely{
		{"breaks", "Carers get a break", "Hours of break given", "hours", Social, More},
		{"cope", "Carers feel able to go on", "Carers who say they can cope", "carers", Social, More},
		{"job", "Carers keep their job", "Carers in work after a year", "carers", Economic, More},
		{"health", "Carers look after their own health", "Carers who had a health check", "carers", Social, More},
		{"young", "Young carers do better at school", "Young carers with better attendance", "people", Social, More},
		{"known", "Carers who were hidden are found", "Carers reached for the first time", "carers", Social, More},
	}},
	{"children", "Children, young people and families", []Likely{
		{"school", "Children go to school more", "Children with better attendance", "people", Social, More},
		{"ready", "Children are ready for school", "Children who reach the expected level", "people", Social, More},
		{"together", "Families stay together", "Families still together after a year", "families", Social, More},
		{"safe", "Children are safer", "Children no longer on a plan", "people", Social, More},
		{"skills", "Young people gain skills", "Young people who finished a course", "people", Social, More},
		{"parents", "Parents feel more confident", "Parents who say they feel confident", "people", Social, More},
		{"active", "Children are more active", "Children active every day", "people", Social, More},
	}},
	{"work", "Work and skills", []Likely{
		{"job", "People move into work", "People who started a job", "jobs", Economic, More},
		{"stay", "People stay in work", "People in work after six months", "people", Economic, More},
		{"qualify", "People gain a qualification", "Qualifications gained", "qualifications", Economic, More},
		{"placement", "People gain experience of work", "Placements finished", "placements", Economic, More},
		{"paid", "People are paid a real living wage", "Jobs paid the real living wage", "jobs", Economic, More},
		{"closer", "People are nearer to work", "People who took a first step", "people", Social, More},
	}},
	{"housing", "Homes and homelessness", []Likely{
		{"roof", "People have a home of their own", "People housed", "people", Social, More},
		{"kept", "People keep their home", "Tenancies that lasted a year", "tenancies", Social, More},
		{"street", "Fewer nights on the street", "Nights not spent outside", "nights", Social, More},
		{"eviction", "Fewer families are evicted", "Households that avoided eviction", "households", Economic, More},
		{"repairs", "Homes are in better repair", "Homes repaired", "homes", Social, More},
		{"support", "People settle and get help", "People in touch with the help they need", "people", Social, More},
	}},
	{"money", "Money, debt and advice", []Likely{
		{"debt", "People get debt under control", "People with a plan they keep to", "people", Economic, More},
		{"income", "People get the income they are due", "Households with more income", "households", Economic, More},
		{"bills", "People pay less for fuel", "Households that pay less", "households", Economic, More},
		{"advice", "People know their rights", "People advised", "people", Social, More},
		{"worry", "People worry less about money", "People who say they worry less", "people", Social, More},
		{"appeals", "Wrong decisions are put right", "Appeals won", "people", Economic, More},
	}},
	{"food", "Food and meals", []Likely{
		{"meals", "People eat a good meal", "Meals served", "meals", Social, More},
		{"hungry", "Fewer people go without food", "People who no longer skip meals", "people", Social, More},
		{"cook", "People can cook for themselves", "People who finished a cooking course", "people", Social, More},
		{"waste", "Less food is thrown away", "Food saved", "kilograms", Environmental, More},
		{"grow", "People grow their own food", "Households that grow food", "households", Environmental, More},
		{"company", "People eat with others", "People who eat with others every week", "people", Social, More},
	}},
	{"safety", "Safety and justice", []Likely{
		{"again", "Fewer people offend again", "People who offended again within a year", "people", Social, Fewer},
		{"abuse", "People are safe from abuse", "People who say they are safer", "people", Social, More},
		{"victims", "Victims are helped to recover", "People helped who report recovery", "people", Social, More},
		{"young", "Young people stay out of trouble", "Young people with no new offence", "people", Social, More},
		{"neighbours", "Neighbours feel safer", "People who say they feel safe", "people", Social, More},
		{"release", "People leaving prison have a home", "People housed on release", "people", Social, More},
	}},
	{"addiction", "Drugs and alcohol", []Likely{
		{"stop", "People stop or cut down", "People who stopped or cut down", "people", Social, More},
		{"stay", "People stay in recovery", "People in recovery after a year", "people", Social, More},
		{"harm", "Fewer people die or come to harm", "Overdoses", "people", Social, Fewer},
		{"family", "Families are mended", "Families back in touch", "families", Social, More},
		{"work", "People in recovery find work", "People who started a job", "jobs", Economic, More},
		{"peers", "People in recovery help others", "Volunteers in recovery", "volunteers", Social, More},
	}},
	{"independence", "Disability and independent living", []Likely{
		{"own", "People live in a home of their own", "People with a home of their own", "people", Social, More},
		{"choice", "People choose how they live", "People who say they have choice", "people", Social, More},
		{"work", "Disabled people find work", "People who started a job", "jobs", Economic, More},
		{"travel", "People travel by themselves", "People who travel alone", "people", Social, More},
		{"less", "People need fewer hours of paid help", "Hours of paid help a week", "hours", Economic, Fewer},
		{"part", "People take part in local life", "People who take part every week", "people", Social, More},
	}},
	{"green", "Green spaces, repair and reuse", []Likely{
		{"reuse", "Things are used again", "Goods kept from waste", "kilograms", Environmental, More},
		{"carbon", "Less carbon", "Tonnes of CO₂e saved", "tonnes", Environmental, More},
		{"spaces", "Green spaces are cared for", "Hours of care", "hours", Environmental, More},
		{"outside", "People spend time outside", "People outside every week", "people", Social, More},
		{"skills", "People learn to repair", "People who finished a course", "people", Social, More},
		{"energy", "Homes use less energy", "Homes improved", "homes", Environmental, More},
	}},
}
