package public

import "hundredweight/templates/text"

// AccessibilityParts are the words of the accessibility statement.
func AccessibilityParts(lang, contact string) []Part {
	ask := Part{Title: "Tell us", Lines: []string{"If something is hard or impossible to use, tell the people who run this site. They have not given an address yet; ask the public body you deal with."}}
	if contact != "" {
		ask.Lines = []string{text.Say(lang, "If something is hard or impossible to use, or you need it in another form, write to [{address}](mailto:{address}).", "address", contact)}
	}
	return []Part{
		{Title: "What you can do", List: []string{
			"do everything without script, without a mouse and without seeing colours",
			"zoom to 400% without scrolling sideways; wide tables scroll by themselves",
			"read every drawing as a table",
			"use a dark or a light screen, and your own colours",
			"take a break: what you type in a bid is kept as you go",
		}},
		{Title: "How it is tested", Lines: []string{
			"The pages are built to meet the Web Content Accessibility Guidelines 2.2 at level AA. Each change is checked automatically in a browser at two widths, light and dark, with the axe rules. Labels, headings and keyboard order are checked on every page.",
			"Automatic checks do not find everything. No audit by people who use assistive technology has been done for this version.",
		}},
		{Title: "What we know is not right", List: []string{
			"Files that providers and buyers upload may not be accessible. Ask the organisation whose file it is.",
			"The text is in English only. The pages are made so that Welsh can be added.",
		}},
		ask,
	}
}
