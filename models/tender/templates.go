package tender

// Template is a tender to start from: everything that does not depend on the
// place and the time is written, and what does is left for the commissioner.
// A template names no area, no amount, no date and no person: those would be
// guesses.
type Template struct {
	Key     string // stable: community-meals
	Name    string
	Purpose string // one sentence: when to start from this one
	Content Content
}

// Templates are the tenders to start from. Every call gives its own copy.
func Templates() []Template {
	return []Template{
		{Key: "community-meals", Name: "Community meals", Purpose: "A service to people at home, with visits, safeguarding and a price for each unit. Light touch rules when it is worth enough.", Content: communityMeals()},
		{Key: "advice-and-information", Name: "Advice and information service", Purpose: "Advice on debt, benefits and housing, by telephone and face to face, with open access and a share of work in people’s own communities.", Content: adviceService()},
		{Key: "small-community-service", Name: "Small community service", Purpose: "A short contract below the threshold, about as long to bid for as a grant: two questions, one price and no more papers than needed.", Content: smallService()},
	}
}

// TemplateOf finds a template by its key.
func TemplateOf(key string) (Template, bool) {
	for _, t := range Templates() {
		if t.Key == key {
			return t, true
		}
	}
	return Template{}, false
}

// scale is the scoring guide of the templates: five steps of one kind, so that
// evaluators and bidders read one meaning into a score in every question.
func scale() []Descriptor {
	return []Descriptor{
		{Score: 0, Label: "No answer", Words: "There is no answer, or it does not deal with the question."},
		{Score: 1, Label: "Poor", Words: "Deals with little of what was asked. We could not rely on it."},
		{Score: 2, Label: "Weak", Words: "Deals with part of what was asked. Important points are missing or only promised."},
		{Score: 3, Label: "Acceptable", Words: "Deals with everything that was asked. Some points are general or without evidence."},
		{Score: 4, Label: "Good", Words: "Deals with everything in practical detail that fits this service, with evidence for most of it."},
		{Score: 5, Label: "Excellent", Words: "Deals with everything in practical detail, shows from evidence that it works, and says how the bidder will know if it does not."},
	}
}

func oneStage() []Stage { return []Stage{{Seq: 1, Kind: "tender", Name: "Tender"}} }

// Conditions that several templates ask for. Insurance is asked for by the
// start of the contract, not before the award: Procurement Act 2023, s.22.
func insurance(key, cover string, pence int64) Condition {
	return Condition{Key: key, Stage: 1, Kind: "insurance", AmountPence: pence, Expires: true,
		Text: cover + " is in place, or you will have it in place before the contract starts."}
}

func exclusion(key string) Condition {
	return Condition{Key: key, Stage: 1, Kind: "exclusion",
		Text: "No mandatory or discretionary ground for exclusion (Procurement Act 2023, schedules 6 and 7) applies to you, to those connected with you, or to a sub-contractor you rely on. If one does, answer no and explain: you will be heard before anything is decided."}
}

func shareCode(key string) Condition {
	return Condition{Key: key, Stage: 1, Kind: "share_code",
		Text: "You are registered on the central digital platform, your information there is up to date, and you have given us your share code."}
}

func safeguarding(key, who string) Condition {
	return Condition{Key: key, Stage: 1, Kind: "safeguarding",
		Text: "You have a safeguarding policy for " + who + " that names who is responsible, and everybody whose work needs a criminal record check has one before they start."}
}

func communityMeals() Content {
	return Content{
		Title:   "Community meals",
		Summary: "Hot meals delivered at midday to people who find it hard to shop or cook, with a short check that each person is well.",
		Need: "Some people who live at home cannot shop or cook for themselves, for a time or for good. Without a regular meal they lose weight and strength, and more of them go into hospital or residential care.\n\n" +
			"The service delivers a hot meal at midday, on every day that the person needs one. Whoever delivers stays long enough to see that the person is well, opens the packaging if asked, and tells the right people when something is wrong.\n\n" +
			"Meals must suit people’s health, culture and faith: soft and puréed food, diabetic, vegetarian, halal and kosher among them. People choose from a menu and can say what they think of it.",
		Category: "services",
		CPV:      []CPV{{Code: "55521100", Title: "Meals-on-wheels services"}},
		Budget:   Budget{Published: true},
		Term:     Term{Options: "The buyer may extend the contract by up to two years, one year at a time, on the same terms."},
		Lots: []Lot{{ID: "1", Title: "Community meals", Prices: []PriceLine{
			{Ref: "A1", Description: "Hot meal of two courses, delivered, with the check that the person is well", Unit: "meal", QuantityMilli: 50_000_000},
			{Ref: "A2", Description: "Addition for a meal of a special diet (soft, puréed, halal, kosher or medical)", Unit: "meal", QuantityMilli: 8_000_000, ZeroAllowed: true},
			{Ref: "A3", Description: "First visit to a new person: needs, diet, access and whom to call", Unit: "visit", QuantityMilli: 400_000},
			{Ref: "A4", Description: "Tea-time pack of a light cold meal, delivered with the hot meal", Unit: "pack", QuantityMilli: 10_000_000, Option: true},
		}}},
		Stages: oneStage(),
		Criteria: []Criterion{
			{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 5000, Description: "How well the service will work for the people who use it."},
			{ID: "added_value", Name: "Added value", Kind: "scored", WeightBP: 1000, Description: "What else will change for people and the place because of this contract."},
			{ID: "price", Name: "Price", Kind: "price", WeightBP: 4000, Formula: "relative_to_lowest", Description: "The total of the price schedule without VAT, with the options. The quantities are estimates for comparing bids and promise nothing."},
		},
		Questions: mealsQuestions(),
		Conditions: []Condition{
			insurance("c1", "Public liability insurance of £5 million", 5_000_000_00), insurance("c2", "Employer’s liability insurance as the law requires", 0), safeguarding("c3", "adults at risk"),
			{Key: "c4", Stage: 1, Kind: "registration", Text: "The kitchen that will cook the meals is registered as a food business, and its last food hygiene rating is 4 or 5 where ratings are given."},
			exclusion("c5"), shareCode("c6"),
		},
		Ties:                []string{"criterion:quality", "criterion:added_value", "lowest_price", "lot_drawn"},
		KPIs:                mealsKPIs(),
		VoluntaryStandstill: true,
	}
}

func mealsQuestions() []Question {
	return []Question{
		{Key: "q1", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 3500, Title: "Meals that people want to eat", Required: true, WordLimit: 600, Max: 5, Minimum: 2, Scale: scale(),
			Text:     "How will you plan, cook and deliver meals that people enjoy and that suit their health, culture and faith?",
			Guidance: "Tell us about menus and choice, special diets, how food stays hot and safe to the door, and how you learn what people think and change things because of it."},
		{Key: "q2", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 3000, Title: "Keeping people safe and well", Required: true, WordLimit: 600, Max: 5, Minimum: 2, Scale: scale(),
			Text:     "What will the person who delivers do at the door, and what happens when somebody does not answer or is not well?",
			Guidance: "Take us through one visit, step by step. Say who is told, how quickly, and how staff and volunteers are chosen, checked, trained and supported."},
		{Key: "q3", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 2000, Title: "A service that never misses a day", Required: true, WordLimit: 400, Max: 5, Scale: scale(),
			Text:     "How will meals arrive on every day of the year, in the whole area, also in snow, when a van or a kitchen fails, or when half the drivers are ill?",
			Guidance: "Routes, cover, a second kitchen, and what you did the last time something failed."},
		{Key: "q4", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 1500, Title: "Taking over", Required: true, WordLimit: 400, Files: true, Max: 5, Scale: scale(),
			Text:     "How will you take the service over so that nobody goes without a meal? Attach a plan with dates if it helps.",
			Guidance: "People who use the service now, staff who may transfer, first visits, and what you need from us by when."},
		{Key: "q5", Stage: 1, Kind: "scored", Criterion: "added_value", WeightBP: 10000, Title: "Added value", Required: true, WordLimit: 400, Commitments: true, Max: 5, Scale: scale(),
			Text:     "What will this contract change here beyond the meals themselves, and how will we both know?",
			Guidance: "Choose a few promises that you can keep and show. For each say how many, by when and what will prove it. We score how relevant, specific and believable they are, not how large the number is."},
		{Key: "q6", Stage: 1, Kind: "information", Title: "Who will run the service", Required: true, WordLimit: 100,
			Text: "Name the kitchen, and every organisation that will do part of the work, with its part."},
	}
}

func mealsKPIs() []KPI {
	return []KPI{
		{Title: "Meals on time", Measure: "Meals that arrive within 30 minutes of the agreed time", Target: "97", Unit: "%", Every: "month"},
		{Title: "People who did not answer", Measure: "Calls that were followed up within one hour, of all calls without an answer", Target: "100", Unit: "%", Every: "month"},
		{Title: "What people think", Measure: "People who say that they like their meals, of those asked twice a year", Target: "85", Unit: "%", Every: "quarter"},
		{Title: "Start of service", Measure: "New people who get their first meal within two working days", Target: "95", Unit: "%", Every: "month"},
	}
}

func adviceService() Content {
	return Content{
		Title:   "Advice and information service",
		Summary: "Free, independent advice on debt, benefits, housing and work, by telephone, online and face to face across the area.",
		Need: "People come for advice when several things go wrong at once: a letter about rent, a benefit that stopped, debts that grew. Those who need it most are often the last to ask, because they do not know that help is free, cannot travel, or do not trust an office.\n\n" +
			"The service gives free, confidential and independent advice: information that people can use themselves, advice on their choices, and casework where somebody cannot deal with it alone. It goes where people already are and works with the organisations that they already trust.\n\n" +
			"It also tells us what causes the problems, so that they can be put right at their source.",
		Category: "services",
		CPV:      []CPV{{Code: "85312300", Title: "Guidance and counselling services"}, {Code: "85312310", Title: "Guidance services"}},
		Budget:   Budget{Published: true},
		Term:     Term{Options: "The buyer may extend the contract by up to two years, one year at a time, on the same terms."},
		Lots: []Lot{{ID: "1", Title: "Advice and information service", Prices: []PriceLine{
			{Ref: "B1", Description: "Running the service for a year: staff, premises, telephone and online advice", Unit: "year", QuantityMilli: 3_000},
			{Ref: "B2", Description: "Session of three hours in a place that we agree, such as a surgery, school or community centre", Unit: "session", QuantityMilli: 900_000},
			{Ref: "B3", Description: "Setting the service up, once", Unit: "sum", QuantityMilli: 1_000, ZeroAllowed: true},
			{Ref: "B4", Description: "Further session of three hours beyond those in B2", Unit: "session", QuantityMilli: 90_000, Option: true},
		}}},
		Stages: oneStage(),
		Criteria: []Criterion{
			{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 6000, Description: "How well the service will reach and help the people it is for."},
			{ID: "added_value", Name: "Added value", Kind: "scored", WeightBP: 1500, Description: "What else will change for people and the place because of this contract."},
			{ID: "price", Name: "Price", Kind: "price", WeightBP: 2500, Formula: "relative_to_lowest", Description: "The total of the price schedule without VAT, with the options."},
		},
		Questions: adviceQuestions(),
		Conditions: []Condition{
			insurance("c1", "Professional indemnity insurance of £2 million", 2_000_000_00), insurance("c2", "Public liability insurance of £5 million", 5_000_000_00), safeguarding("c3", "children and adults at risk"),
			{Key: "c4", Stage: 1, Kind: "registration", Expires: true, Text: "You hold, or will hold before the contract starts, a quality mark for advice (such as the Advice Quality Standard) and every permission that the law asks for debt and immigration advice."},
			{Key: "c5", Stage: 1, Kind: "other", Text: "You are registered with the Information Commissioner, or need not be, and you can show how clients’ information is protected."},
			exclusion("c6"), shareCode("c7"),
		},
		Ties:                []string{"criterion:quality", "criterion:added_value", "lowest_price", "lot_drawn"},
		KPIs:                adviceKPIs(),
		VoluntaryStandstill: true,
	}
}

func adviceQuestions() []Question {
	return []Question{
		{Key: "q1", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 3000, Title: "Reaching people who do not come", Required: true, WordLimit: 600, Max: 5, Minimum: 2, Scale: scale(),
			Text:     "How will you reach the people in this area who need advice most and ask for it least?",
			Guidance: "Say who they are here and how you know, where and when you will meet them, which languages and formats you will use, and who will open doors for you."},
		{Key: "q2", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 3000, Title: "Advice that is right", Required: true, WordLimit: 600, Max: 5, Minimum: 2, Scale: scale(),
			Text:     "How will every client get advice that is correct, independent and followed through?",
			Guidance: "Levels of advice and who gives them, supervision and review of files, training, referrals that do not lose people, complaints, and what you do about conflicts of interest."},
		{Key: "q3", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 2000, Title: "Working with others", Required: true, WordLimit: 400, Max: 5, Scale: scale(),
			Text:     "Which organisations will you work with, what will each do, and what will clients notice?",
			Guidance: "Small local organisations as well as large ones. If you pay them for a part of the work, say for which and how much."},
		{Key: "q4", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 2000, Title: "Outcomes and causes", Required: true, WordLimit: 400, Files: true, Max: 5, Scale: scale(),
			Text:     "How will you record what changes for clients, and how will you use it to deal with the causes of their problems? Attach an example of a report if you have one.",
			Guidance: "What you count and what you do not, how you ask clients later, and one change in policy or practice that your evidence has brought about."},
		{Key: "q5", Stage: 1, Kind: "scored", Criterion: "added_value", WeightBP: 10000, Title: "Added value", Required: true, WordLimit: 400, Commitments: true, Max: 5, Scale: scale(),
			Text:     "What will this contract change here beyond the advice itself, and how will we both know?",
			Guidance: "Volunteers who move on to work, training for local organisations, use of your rooms: choose a few promises that you can keep and show. For each say how many, by when and what will prove it."},
		{Key: "q6", Stage: 1, Kind: "pass_fail", Title: "Open to everybody", Required: true, PassWhen: "The answer is yes",
			Text: "Will advice be free and open to everybody who lives or works in the area, whatever they believe and whether or not they belong to your organisation?"},
	}
}

func adviceKPIs() []KPI {
	return []KPI{
		{Title: "People advised", Measure: "Different people who got advice or casework", Target: "Agreed in the first quarter from the bid", Unit: "people", Every: "quarter"},
		{Title: "From the communities agreed", Measure: "Clients from the neighbourhoods and groups that we agreed to reach, of all clients", Target: "40", Unit: "%", Every: "quarter"},
		{Title: "Waiting", Measure: "Clients who had their first advice within five working days of asking", Target: "90", Unit: "%", Every: "month"},
		{Title: "What changed", Measure: "Clients who say after three months that their problem is solved or easier to bear", Target: "70", Unit: "%", Every: "quarter"},
		{Title: "Quality of advice", Measure: "Files at the expected standard, of those reviewed by somebody from outside", Target: "95", Unit: "%", Every: "year"},
	}
}

// smallService keeps what is asked for in proportion. Below the threshold a
// buyer may not shut anybody out by a test of suitability (Procurement Act 2023,
// s.85), so its conditions are about how the contract will be carried out.
func smallService() Content {
	return Content{
		Title:   "Small community service",
		Summary: "Regular activities that bring people together who would otherwise be alone, run by people who know the neighbourhood.",
		Need: "Some people here see hardly anybody from one week to the next. They tell us that they would come to something near home, with people they know, at a price they can afford, and that they would like to help to run it.\n\n" +
			"We want a programme of regular activities that people choose and shape themselves. It should be easy to come to for the first time, go on through the winter, and leave something behind when the contract ends.",
		Category: "services",
		CPV:      []CPV{{Code: "85320000", Title: "Social services"}},
		Budget:   Budget{Published: true},
		Lots: []Lot{{ID: "1", Title: "Small community service", Prices: []PriceLine{
			{Ref: "C1", Description: "The whole service for the term of the contract, with every cost", Unit: "sum", QuantityMilli: 1_000},
		}}},
		Stages: oneStage(),
		Criteria: []Criterion{
			{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 6000, Description: "How well the plan fits the people it is for."},
			{ID: "added_value", Name: "Added value", Kind: "scored", WeightBP: 2000, Description: "What will stay when the contract has ended."},
			{ID: "price", Name: "Price", Kind: "price", WeightBP: 2000, Formula: "relative_to_lowest", Description: "The price of the whole service without VAT."},
		},
		Questions: []Question{
			{Key: "q1", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 10000, Title: "What you will do", Required: true, WordLimit: 500, Max: 5, Scale: scale(),
				Text:     "What will you do, with whom, where and how often, and how will people who have not come before hear of it and feel welcome?",
				Guidance: "Write as you would tell a neighbour. Say what you have done before, what it led to, and how people will be kept safe."},
			{Key: "q2", Stage: 1, Kind: "scored", Criterion: "added_value", WeightBP: 10000, Title: "What will stay", Required: true, WordLimit: 250, Commitments: true, Max: 5, Scale: scale(),
				Text:     "What will stay in the neighbourhood when this contract has ended, and how will we both know?",
				Guidance: "One or two promises are enough: how many, by when and what will show it."},
			{Key: "q3", Stage: 1, Kind: "information", Title: "Whom to call", Required: true, WordLimit: 50, Text: "Who will lead the work, and how do we reach them?"},
		},
		Conditions: []Condition{
			insurance("c1", "Public liability insurance of £2 million", 2_000_000_00),
			{Key: "c2", Stage: 1, Kind: "safeguarding", Text: "Before the contract starts you will have a safeguarding policy that fits the activities, and checks for everybody whose work needs one. We can help you with both."},
		},
		Ties: []string{"criterion:quality", "criterion:added_value", "lowest_price", "lot_drawn"},
		KPIs: []KPI{
			{Title: "People who come", Measure: "Different people who came at least three times", Target: "Agreed at the start, from the bid", Every: "quarter"},
			{Title: "New people", Measure: "Of those, people who had not come to anything like it in the year before", Target: "50", Unit: "%", Every: "quarter"},
			{Title: "What people say", Measure: "People who say that they see others more often than before", Target: "75", Unit: "%", Every: "quarter"},
		},
		VoluntaryStandstill: true,
	}
}
