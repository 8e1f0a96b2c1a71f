package govuk

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// content writes a component, or else a text. It is Go because a template
// would leave white space behind the text.
func content(html templ.Component, text string) templ.Component {
	if html != nil {
		return html
	}
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(text))
		return err
	})
}

// Render writes the component.
func (x BackLink) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Breadcrumbs) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Button) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x CharacterCount) Render(ctx context.Context, w io.Writer) error {
	return x.view().Render(ctx, w)
}

// Render writes the component.
func (x Checkboxes) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Radios) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x DateInput) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Details) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x ErrorMessage) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x ErrorSummary) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Fieldset) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x FileUpload) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Footer) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x GenericHeader) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Hint) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x InsetText) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Input) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Label) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x NotificationBanner) Render(ctx context.Context, w io.Writer) error {
	return x.view().Render(ctx, w)
}

// Render writes the component.
func (x Pagination) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Panel) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x PasswordInput) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x PhaseBanner) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Select) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x ServiceNavigation) Render(ctx context.Context, w io.Writer) error {
	return x.view().Render(ctx, w)
}

// Render writes the component.
func (x SkipLink) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x SummaryList) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Table) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Tag) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x TaskList) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x Textarea) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }

// Render writes the component.
func (x WarningText) Render(ctx context.Context, w io.Writer) error { return x.view().Render(ctx, w) }
