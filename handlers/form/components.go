package form

import "hundredweight/templates/components"

// Input fills a text input with the field's name, what was typed and what is wrong.
func (f Field) Input(in components.Input) components.Input {
	in.Name, in.Value, in.Error = f.Name, f.Raw, f.Error
	return in
}

// Password fills a password input; what was typed is never shown again.
func (f Field) Password(in components.Password) components.Password {
	in.Name, in.Error = f.Name, f.Error
	return in
}

// Textarea fills a text area.
func (f Field) Textarea(in components.Textarea) components.Textarea {
	in.Name, in.Value, in.Error = f.Name, f.Raw, f.Error
	return in
}

// Select fills a select with the option chosen.
func (f Field) Select(in components.Select) components.Select {
	in.Name, in.Error = f.Name, f.Error
	in.Options = chosen(in.Options, f.Raw)
	return in
}

// Upload fills a file input.
func (f Field) Upload(in components.FileUpload) components.FileUpload {
	in.Name, in.Error = f.Name, f.Error
	return in
}

// Radios fills radios with the option chosen.
func (c Choice) Radios(in components.Radios) components.Radios {
	in.Name, in.Error = c.Name, c.Error
	in.Options = chosen(in.Options, c.Raw)
	return in
}

// Checkbox fills a single box, such as a declaration.
func (c Choice) Checkbox(in components.Checkboxes) components.Checkboxes {
	in.Name, in.Error = c.Name, c.Error
	in.Options = chosen(in.Options, c.Raw)
	return in
}

// Checkboxes fills boxes with those ticked.
func (c Choices) Checkboxes(in components.Checkboxes) components.Checkboxes {
	in.Name, in.Error = c.Name, c.Error
	in.Options = chosen(in.Options, c.Values...)
	return in
}

// Date fills a date's three inputs.
func (d Day) Date(in components.Date) components.Date {
	in.Name, in.Error = d.base, d.Error
	in.Day, in.Month, in.Year = d.Day, d.Month, d.Year
	return in
}

func chosen(options []components.Option, values ...string) []components.Option {
	out := append([]components.Option(nil), options...)
	for i := range out {
		out[i].Checked = false
		for _, v := range values {
			if v != "" && out[i].Value == v {
				out[i].Checked = true
			}
		}
	}
	return out
}
