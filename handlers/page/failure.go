package page

import (
	"context"
	"fmt"
	"html"
	"io"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
)

func (k Kit) failurePage(c *gin.Context, f Failure) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := fmt.Fprintf(w, "<!doctype html><html lang=\"en\"><title>%s</title><h1>%s</h1>", html.EscapeString(f.Title), html.EscapeString(f.Title))
		for _, l := range append(f.Lines, f.Reference) {
			if err == nil {
				_, err = fmt.Fprintf(w, "<p>%s</p>", html.EscapeString(l))
			}
		}
		return err
	})
}
