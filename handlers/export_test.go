package handlers

import "net/http"

// NewWith builds a site with a site map of the test's own.
func NewWith(cfg Config, routes []Route) (*Server, error) { return build(cfg, routes) }

// Get and Post make routes.
var (
	Get  = get
	Post = post
)

// HTTP gives the http.Server that Serve would run.
func (s *Server) HTTP() *http.Server { return s.http() }
