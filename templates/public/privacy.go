package public

import "hundredweight/templates/text"

// PrivacyParts are the words of the privacy page. Operator is who runs the site.
func PrivacyParts(lang, operator, contact string) []Part {
	who := []string{text.Say(lang, "{operator} runs this site and decides what is kept. Each public body decides about its own tenders and contracts.", "operator", operator)}
	if contact != "" {
		who = append(who, text.Say(lang, "Questions and requests: [{address}](mailto:{address}).", "address", contact))
	}
	return []Part{
		{Title: "Who is responsible", Lines: who},
		{ID: "kept", Title: "What is kept, and for how long", List: []string{
			"Your account: name, email address, a scrambled password, which organisations you work for. Kept while you use it; ask to have it removed.",
			"Where you are signed in: browser, part of the network address, times. You can see and end each of them.",
			"Bids, scores, declarations and awards: at least 3 years after the award or the end of the contract, whichever is later. The law asks for it, so these are not deleted on request.",
			"Contracts and the public log: at least 6 years after the end of the contract.",
			"Drafts of bids: the keys that make them readable are destroyed at the deadline.",
			"Technical logs hold no names, no email addresses and nothing you typed.",
		}},
		{Title: "What is public", Lines: []string{
			"Tenders, questions and answers without who asked, award decisions, contracts and the public log. The log holds fingerprints and no personal data.",
		}},
		{Title: "Who else gets your data", Lines: []string{
			"Nobody, beyond the people you send it to. No page asks another site for anything: no trackers, no advertisements, no fonts or maps from elsewhere.",
		}},
		{Title: "Your rights", Lines: []string{
			"You may ask what is kept about you, have it corrected, and have it deleted where the law does not ask for it to be kept. You may complain to the Information Commissioner’s Office.",
		}},
	}
}
