package demo

import "hundredweight/models/account"

// Place is the made-up county.
const Place = "Northmere"

// Operator is who runs the demonstration's site.
const Operator = "Northmere Commissioning"

// areas are the county's places. Their codes have the form of GSS codes and
// name nowhere: the Office for National Statistics numbers districts far below
// E07990000.
var areas = [][2]string{
	{"E07990001", "Harrowick"}, {"E07990002", "Elmsfold"}, {"E07990003", "Skerrow Coast"}, {"E10990001", "Northmere"},
}

// codes are the few procurement codes that the county uses.
var codes = [][2]string{
	{"55521100", "Meals-on-wheels services"}, {"85312000", "Social work services without accommodation"}, {"85312300", "Guidance and counselling services"},
	{"85311000", "Social work services with accommodation"}, {"85320000", "Social services"}, {"85312400", "Welfare services not delivered through residential institutions"},
	{"98000000", "Other community, social and personal services"}, {"80500000", "Training services"}, {"60130000", "Special-purpose road passenger-transport services"},
	{"85144000", "Residential health facilities services"}, {"75242000", "Public law and order services"}, {"85323000", "Community health services"},
}

// buyer is a public body with its people, by what they do there.
type buyer struct {
	name, class, mail string
	people            []post
}

// post is a person with a role in an organisation.
type post struct {
	key, name string
	can       []account.Permission
}

var manage = []account.Permission{account.ManageTeam}

// with adds permissions to those of somebody who also manages the team.
func with(more ...account.Permission) []account.Permission {
	return append(append([]account.Permission(nil), manage...), more...)
}

// buyers are three councils, a health board and a police body. The first two
// people of each manage its team.
var buyers = []buyer{
	{"Harrowick Borough Council", "sub_central", "harrowick.example", []post{
		{"author", "Dana Okafor", with(account.Author, account.Approve, account.Evaluate, account.Moderate, account.Contracts, account.Audit)},
		{"approver", "Ravi Menon", with(account.Author, account.Approve, account.Evaluate, account.Moderate, account.Contracts, account.Audit)},
		{"opener", "Lin Hughes", []account.Permission{account.OpenBids}},
		{"second opener", "Tom Ellery", []account.Permission{account.OpenBids}},
		{"evaluator", "Priya Nair", []account.Permission{account.Evaluate}},
		{"second evaluator", "Joe Brandt", []account.Permission{account.Evaluate}},
		{"third evaluator", "Mae Whitlock", []account.Permission{account.Evaluate}},
		{"moderator", "Colm Darcy", []account.Permission{account.Moderate}},
		{"award approver", "Helen Strand", []account.Permission{account.AwardRight}},
		{"contracts", "Bisi Adeyemi", []account.Permission{account.Contracts, account.Author}},
		{"auditor", "Wes Calder", []account.Permission{account.Audit}},
	}},
	{"Elmsfold District Council", "sub_central", "elmsfold.example", team("Gwen Tarrant", "Isaac Bell", "Nora Quill", "Sol Abara", "Jean Mottram", "Ken Oduya", "Liv Barrow", "Max Feld")},
	{"Skerrow Coast Council", "sub_central", "skerrow.example", team("Petra Lund", "Callum Ives", "Reva Stone", "Kit Marlowe", "Tam Ashdown", "Una Reed", "Vic Solano", "Wynn Tate")},
	{"Northmere Health Board", "nhs", "health.northmere.example", team("Asha Verma", "Ben Holloway", "Carys Pugh", "Dov Levin", "Ewan Muir", "Fern Ostler", "Gita Rao", "Hugh Salter")},
	{"Northmere Policing Board", "sub_central", "policing.northmere.example", team("Ed Farrow", "Fay Lister", "Gus Ahern", "Hana Sato", "Ida Brook", "Jon Teal", "Kay Umber", "Lou Vance")},
}

// team is that of a body that runs a tender now and then: one person a part.
func team(author, approver, opener, second, evaluator, other, moderator, awarder string) []post {
	all := []account.Permission{account.Author, account.Approve, account.Evaluate, account.Moderate, account.Contracts, account.Audit}
	return []post{
		{"author", author, with(all...)}, {"approver", approver, with(all...)},
		{"opener", opener, []account.Permission{account.OpenBids}}, {"second opener", second, []account.Permission{account.OpenBids}},
		{"evaluator", evaluator, []account.Permission{account.Evaluate}}, {"second evaluator", other, []account.Permission{account.Evaluate}},
		{"moderator", moderator, []account.Permission{account.Moderate}}, {"award approver", awarder, []account.Permission{account.AwardRight}},
		{"contracts", author, nil},
	}
}

// firm is a provider. Its number has the form of its register and belongs to nobody.
type firm struct {
	name, form, scheme, number, place, mail string
	writer, signer                          string // the signer sets it up; an empty writer means one person does all
	sme                                     bool
	unchecked                               bool
	about                                   string
}

// firms are the county's twenty providers.
var firms = []firm{
	{"Homeward Northmere CIC", "cic", "GB-COH", "99900001", "Harrowick", "homeward.example", "Sam Weller", "Ruth Adebayo", true, false, "We help people come home from hospital and stay well there."},
	{"Saltmarsh Supper Co-op", "cooperative", "GB-MPR", "999001", "Skerrow Coast", "saltmarsh.example", "Ivo Marsh", "Lena Cruz", true, false, "A kitchen owned by those who cook in it and eat from it."},
	{"Ninefold Community Trust", "charitable_company", "GB-CHC", "9900001", "Harrowick", "ninefold.example", "", "Omar Said", true, false, "Nine community buildings, run by the people who use them."},
	{"Orrinvale Care Ltd", "share_company", "GB-COH", "99900002", "Elmsfold", "orrinvale.example", "", "Grace Poole", false, false, "Care at home and supported living across the county."},
	{"Emberhold Homes CIC", "cic", "GB-COH", "99900003", "Elmsfold", "emberhold.example", "Noor Haddad", "Finn Carver", true, false, "Homes, and somebody to turn to, for people who had neither."},
	{"Elm Valley Movement Trust", "cio", "GB-CHC", "9900002", "Elmsfold", "elmvalley.example", "", "Tess Archer", true, false, "Balance, strength and company for people over sixty."},
	{"Brackenside Co-op", "cooperative", "GB-MPR", "999002", "Harrowick", "brackenside.example", "", "Moss Ridley", true, false, "Repair, reuse and gardens, with paid work for people who were long without."},
	{"Tideline Walkers", "unincorporated", "", "", "Skerrow Coast", "tideline.example", "", "Jo Penhale", true, false, "Walks along the coast for anybody who would rather not walk alone."},
	{"Lantern Street Advice", "charitable_company", "GB-CHC", "9900003", "Harrowick", "lantern.example", "Ana Reyes", "Will Soper", true, false, "Advice on debt, benefits and housing, free and in eleven languages."},
	{"Second Spring Training CIC", "cic", "GB-COH", "99900004", "Harrowick", "secondspring.example", "", "Dee Okoro", true, false, "Kitchen, care and building skills for people starting again."},
	{"Skerrow Night Shelter", "cio", "GB-CHC", "9900004", "Skerrow Coast", "nightshelter.example", "", "Ray Tolland", true, false, "A bed tonight and a plan in the morning."},
	{"Willow and Wren Childcare", "community_benefit_society", "GB-MPR", "999003", "Elmsfold", "willowwren.example", "", "Amy Lovell", true, false, "Nurseries owned by parents and staff."},
	{"Northmere Carers Together", "charitable_company", "GB-CHC", "9900005", "Harrowick", "carers.example", "", "Sheila Grant", true, false, "Breaks, advice and a voice for those who look after somebody."},
	{"Clearwater Recovery", "charitable_company", "GB-CHC", "9900006", "Skerrow Coast", "clearwater.example", "", "Dan Rooke", true, false, "Recovery from drugs and alcohol, led by people who have done it."},
	{"Fenline Community Transport", "community_benefit_society", "GB-MPR", "999004", "Elmsfold", "fenline.example", "", "Pat Oakes", true, false, "Door to door, with a driver who knows your name."},
	{"Open Door Listening", "cio", "GB-CHC", "9900007", "Harrowick", "opendoor.example", "", "Ines Duarte", true, false, "Counselling without a waiting list for those who can least wait."},
	{"Kettle and Thread", "cic", "GB-COH", "99900005", "Skerrow Coast", "kettlethread.example", "", "Bea Lomax", true, false, "A sewing room with the kettle on, and company all week."},
	{"Hearth Domestic Abuse Support", "charitable_company", "GB-CHC", "9900008", "Harrowick", "hearth.example", "", "Maya Thorne", true, false, "Safety, a listening ear and a way forward."},
	{"Skylark Disability Arts", "cic", "GB-COH", "99900006", "Elmsfold", "skylark.example", "", "Rhys Parry", true, false, "Work, art and say for disabled people."},
	{"Quickthorn Gardens CIC", "cic", "GB-COH", "99900007", "Elmsfold", "quickthorn.example", "", "Una Flood", true, true, "Green spaces cared for by people finding their feet."},
}

// offered is a service in the county's list.
type offered struct {
	firm                      int // of firms
	title, theme, cpv         string
	summary, about, who       string
	areas                     []int
	basis                     string
	pence                     int64
	outcome, measure, unit    string
	quantity, period          string
	know                      int
	how, notClaimed, evidence string
	room                      int64
	roomUnit                  string
}

var services = []offered{
	{0, "Home from hospital in a day", "hospital", "85312400", "A person at the door when you come home, the shopping done and the heating on, and visits for six weeks.", "A co-ordinator meets people on the ward, a worker settles them at home the same day, and visits follow: daily in the first week, then as agreed. We work with the ward, the GP and the family.", "People over 65 who live alone and leave hospital", []int{0, 1}, "person", 190_00, "Fewer people go back into hospital within 30 days", "People back in hospital within 30 days", "people", "46", "April 2025 to March 2026", 2, "We ask everybody 30 days after, by telephone, and the ward checks its register.", "People who had family at home to help", "Readmissions 2025 to 2026", 140, "people"},
	{0, "Warm and safe homes", "home", "85312400", "A visit that finds what is cold, loose or dark in a home, and mends it the same week.", "Two handy people with a van check heating, rails, rugs, lights and locks, and do the small repairs at once. What is larger goes to the council with photographs.", "People who live alone and have fallen, or fear to", []int{0}, "visit", 68_00, "Homes are safer to live in", "Homes made safer", "homes", "312", "April 2025 to March 2026", 1, "We photograph every repair and note it in the visit book.", "Repairs that a landlord had to do anyway", "", 30, "visits-week"},
	{1, "Midday meals along the coast", "food", "55521100", "A hot meal at midday, seven days a week, brought by somebody who stays for a word.", "We cook in Port Selby from what boats and farms bring. Nine rounds leave at eleven. Drivers are members and are paid the real living wage.", "People who cannot shop or cook, for a time or for good", []int{2}, "meal", 7_40, "People eat a good meal", "Meals served", "meals", "61400", "April 2025 to March 2026", 2, "Each meal is ticked off at the door, and the sheets are added up monthly.", "", "Meals ledger 2025 to 2026", 120, "meals-day"},
	{1, "Supper club for one and all", "company", "98000000", "A weekly supper at long tables for anybody who eats alone.", "Tuesdays at six in five village halls. Come, lay the table, eat, wash up. Transport can be had.", "Anybody who eats alone more often than they like", []int{2, 1}, "session", 210_00, "People see friends more often", "People who meet others every week", "people", "184", "January to June 2026", 1, "We count who comes three weeks out of four.", "", "", 60, "people"},
	{2, "Rooms and people for your group", "company", "98000000", "Nine community buildings with a kitchen, a hall and somebody who opens up.", "Groups book by the hour and pay what they can. A community worker helps new groups to start and to last.", "Community groups and those who would like one", []int{0}, "hour", 14_00, "People who were helped now help others", "People who became volunteers", "volunteers", "73", "April 2025 to March 2026", 1, "Volunteers sign in, and we ask how they first came.", "", "", 25, "sessions-week"},
	{3, "Care at home, evenings and nights", "independence", "85312000", "Visits from early until late, and somebody to call at night.", "Registered home care with one team for each village. Rotas are made with the person, not for them.", "Adults who need help at home", []int{0, 1, 2}, "hour", 24_60, "People manage daily life with less help", "People who need less help than before", "people", "38", "April 2025 to March 2026", 1, "Care plans are compared every quarter.", "People who recovered from an operation", "", 200, "people"},
	{4, "A home and a key worker", "housing", "85311000", "A tenancy of your own, and one person who stays with you until it holds.", "We lease, furnish and let, and a key worker with twelve tenants at most helps with money, work and neighbours.", "People who slept rough or left care or prison", []int{1, 0}, "person", 148_00, "People keep their home", "Tenancies that lasted a year", "tenancies", "41", "2025", 3, "A university compared our tenants with those on the waiting list.", "Tenants who would have found a home through family", "Evaluation of key workers, 2026", 18, "places"},
	{5, "Steady: strength and balance", "home", "85323000", "Twice-weekly classes that make a fall less likely, with tea after.", "Thirty weeks, trained instructors, halls within a bus ride. People are called when they miss two.", "People over 60 who fell or feel unsteady", []int{1}, "person", 160_00, "Fewer people fall", "People who fell in the year after", "people", "96", "September 2024 to August 2025", 2, "We ask about falls before, at thirty weeks and a year later.", "People who were in another class too", "Falls survey 2025", 80, "people"},
	{6, "Repair, reuse and first pay", "work", "80500000", "Twenty-six weeks of paid work mending things, then help into a job.", "Furniture, bicycles and kitchen machines come in broken and go out sold. Trainees are employed from day one.", "People out of work for more than two years", []int{0}, "person", 2_150_00, "People move into work", "People who started a job", "jobs", "27", "April 2025 to March 2026", 2, "Employers confirm the start date, and we ask again at six months.", "", "Starts confirmed by employers", 12, "places"},
	{7, "Walks on the edge of the land", "company", "98000000", "A walk every Thursday, as slow as the slowest, with soup at the end.", "Leaders know the tides and first aid. Nobody walks at the back alone.", "Anybody, and carers with whom they care for", []int{2}, "free", 0, "People get out of the house more", "People who go out at least twice a week", "people", "52", "2025", 1, "We ask every spring and autumn.", "", "", 40, "people"},
	{8, "Debt and benefits advice", "money", "85312300", "Advice the same day for those with bailiffs at the door, and within a week for others.", "Telephone, video, and desks in five libraries. Advisers are supervised and cases are peer-checked.", "Anybody in the county", []int{0, 1, 2}, "year", 186_000_00, "People get debt under control", "People with a plan they keep to", "people", "640", "April 2025 to March 2026", 2, "Plans are checked with creditors after six months.", "People who had an adviser elsewhere", "Case review 2026", 60, "people-week"},
	{9, "Skills for a kitchen", "work", "80500000", "Twelve weeks to a first certificate and a trial shift.", "Small groups, childcare paid, and restaurants that promised to interview.", "Adults without a certificate", []int{0}, "person", 940_00, "People gain a qualification", "Qualifications gained", "qualifications", "88", "April 2025 to March 2026", 2, "The awarding body lists each one.", "", "Certificates list", 24, "places"},
	{10, "A bed tonight", "housing", "85311000", "Eighteen beds, supper, a shower and somebody awake all night.", "Open from six. In the morning a housing worker sits down with each guest.", "People with nowhere to sleep", []int{2}, "person", 41_00, "Fewer nights on the street", "Nights not spent outside", "nights", "5210", "October 2025 to March 2026", 1, "The night book has every guest.", "", "", 18, "places"},
	{12, "A break you can count on", "carers", "85312400", "Four hours every fortnight when somebody else is there, always the same person.", "Matched workers, planned a quarter ahead, with a telephone line for bad days.", "Carers of any age", []int{0, 1}, "hour", 19_80, "Carers get a break", "Hours of break given", "hours", "11300", "April 2025 to March 2026", 2, "Timesheets are signed by the carer.", "", "Hours signed for", 30, "households"},
	{13, "Recovery, led by those who did it", "addiction", "85323000", "Groups, one-to-one and a house to be in on a Saturday night.", "Peers with two years of recovery run the groups with a nurse on call.", "Adults who drink or use more than they want to", []int{2, 0}, "person", 620_00, "People stay in recovery", "People in recovery after a year", "people", "58", "2025", 2, "We follow everybody for a year, by telephone or letter.", "People under treatment elsewhere", "Twelve months on", 22, "places"},
	{14, "Rides to where you need to be", "independence", "60130000", "Door-to-door minibuses with a lift, booked the day before.", "Eleven buses, volunteer and paid drivers, all trained in passenger care.", "People who cannot use the bus", []int{1, 0}, "visit", 9_20, "People take part in local life", "People who take part every week", "people", "410", "April 2025 to March 2026", 1, "Bookings show who rides every week.", "", "", 70, "people-week"},
	{15, "Somebody to listen this week", "mind", "85312300", "Six sessions of counselling that start within a week.", "Qualified counsellors, evenings and weekends, in person or by telephone.", "Adults who cannot pay for counselling", []int{0}, "session", 42_00, "People are helped sooner", "Days from asking to first meeting", "days", "5", "2025", 2, "Our diary records both dates.", "", "Waiting times 2025", 16, "people-week"},
	{17, "A safe way out", "safety", "85320000", "An adviser from the first call until court is over, and after.", "Independent advisers, a refuge with seven rooms, and a group for children.", "Anybody hurt or afraid at home", []int{0, 1, 2}, "year", 240_000_00, "People are safe from abuse", "People who say they are safer", "people", "298", "April 2025 to March 2026", 2, "We ask at the start, at three months and at a year.", "", "Outcomes of advice 2026", 35, "people-month"},
	{18, "Studio work with pay", "independence", "80500000", "Paid commissions for disabled artists, and the help to carry them out.", "A studio with everything within reach, and a producer who finds buyers.", "Disabled artists", []int{1}, "fixed", 14_500_00, "Disabled people find work", "People who started a job", "people", "14", "2025", 1, "Contracts are counted.", "", "", 8, "places"},
}
