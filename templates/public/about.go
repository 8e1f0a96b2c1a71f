package public

// AboutParts are the words of the page about the site. The part about sealing
// is the honest threat statement for the scheme host/1: say here what changes
// when the scheme does.
func AboutParts() []Part {
	return []Part{
		{ID: "what", Title: "What this is", Lines: []string{
			"A marketplace where charities and social enterprises show what they can do, public bodies buy services in the open, and everyone can check how it was decided.",
			"Hundredweight, the software, is open source. Buy what does most good, and show your working.",
		}},
		{ID: "not", Title: "Not a government service", Lines: []string{
			"Not a government service. Built with the open-source GOV.UK Frontend. The official place for notices is the national platform; here they are prepared, and their publication is recorded.",
			"GOV.UK Frontend is under the MIT licence and Public Sans under the SIL Open Font Licence 1.1.",
		}},
		{ID: "sealing", Title: "What sealing protects", Lines: []string{
			"Prices and files are encrypted when they arrive, to a key made for that tender alone. From the first save no page shows them again, not even to their own bidder: they can only be replaced. Answers you type stay readable to your own team until the deadline, under a key of their own that is kept outside the database and destroyed at the deadline.",
			"The key that opens a tender is itself locked under a key of this server, which is kept outside the database and its copies. The program releases it only after the deadline, including every extension, and only to two officers together.",
		}, List: []string{
			"Protected from: anyone who gets the database, the stored files or a copy of them; any one officer; any other bidder; people who look too early by mistake.",
			"Protected from being changed afterwards: each bid’s fingerprint goes into the public log when it is received, and the list of all bids is closed with one fingerprint before any of them is opened.",
		}},
		{ID: "limits", Title: "What sealing does not protect", Lines: []string{
			"In this version the server holds what is needed to open bids. Said plainly:",
		}, List: []string{
			"Somebody with full control of the running server could read its keys, or change the program, and so read bids before the deadline. The deadline and the two officers are enforced by the program, not by mathematics.",
			"Until the deadline that person could also read answers being typed.",
			"Somebody who sees a bid in a bidder’s own computer or mailbox is beyond our reach.",
			"A scheme in which officers hold the keys themselves is prepared for; each tender says which scheme it was sealed with.",
		}},
		{ID: "log", Title: "What the public log proves", Lines: []string{
			"Every step that counts is written to a log in which each entry depends on all before it. The log’s head is signed and public: [the newest head](/ledger/checkpoint). If an entry were changed, added in between or removed, the heads that others have kept would no longer fit.",
			"It holds fingerprints, not content. Your receipt has what you need to check that your bid is in it.",
		}},
		{ID: "decide", Title: "Who decides", Lines: []string{
			"People do. The program adds up points with the weights and the formula that the tender printed before bids arrived, and shows the sum. Nothing else is counted, and nobody can pay to be found first.",
		}},
	}
}
