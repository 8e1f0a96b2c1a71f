package public

import "hundredweight/templates/text"

// HelpParts are the words of the help page; contact is the operator's e-mail
// address, "" for none.
func HelpParts(lang, contact string) []Part {
	parts := []Part{
		{ID: "provide", Title: "I provide a service", Lines: []string{
			"Listing a service, asking questions, bidding and being told why are free. You need an account and an organisation: [create an account](/account/new), then add your organisation with its charity or company number.",
			"Somebody checks that the organisation is who it says it is. Until then you can write a service and a bid, and even send the bid. You can list the service once the check is done.",
		}, List: []string{
			"[Find tenders](/tenders) that are open for bids. Anyone can read the questions and how bids are scored.",
			"Write your bid in any order. What you type is kept as you go, and the buttons work without script.",
			"Declare once, and from then on saving means sending: each save replaces the bid you sent before. You can replace or withdraw it until the deadline.",
			"Keep the receipt. Its reference, time and fingerprints prove what was received.",
		}},
		{ID: "buy", Title: "I buy services", Lines: []string{
			"Public bodies are set up by the people who run this site. Ask them if yours is not there.",
		}, List: []string{
			"[Find services](/services) and see how strongly each claim is shown.",
			"Start a tender from blank, from a template, or from a notice you have published already. Gaps and contradictions become questions to answer.",
			"Somebody else approves it. Publish the notice on the national platform first, then select “Mark as published” here.",
			"Bids stay sealed until the deadline. Then two officers open them together, and the panel scores before it sees any price.",
		}},
		{ID: "live", Title: "I live here", Lines: []string{
			"You need no account. You can read every tender with its questions, weights and formula, every answer given to bidders, who was chosen and what they promised.",
			"Every step is written to a public log that cannot be changed without it showing. [What the log proves](/about#log).",
		}},
		{ID: "words", Title: "Words", Lines: []string{"We use plain words and put the legal term in brackets once. [All words explained](/help/glossary)."}},
		{ID: "times", Title: "Dates and times", Lines: []string{
			"Times are those of London. A bid is in time when its last byte has arrived before the deadline: 12 midday means that 11:59 and 59 seconds is in time and 12:00 exactly is not. The clock that counts is the one of this site.",
		}},
		{ID: "trouble", Title: "If something goes wrong", List: []string{
			"If a page says that it is busy, try again in a few seconds. Nothing you sent was lost.",
			"If an error shows a reference, quote it. It finds the entry in our log.",
			"If you found a weakness, read [how to report it](/.well-known/security.txt).",
		}},
	}
	last := Part{ID: "contact", Title: "Ask us"}
	if contact != "" {
		last.Lines = []string{text.Say(lang, "Write to [{address}](mailto:{address}). Say which page you were on and what you wanted to do.", "address", contact)}
	} else {
		last.Lines = []string{"The people who run this site have not given an address for help yet. Ask the public body you deal with."}
	}
	return append(parts, last)
}
