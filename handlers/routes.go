// Package handlers joins the journeys to one site: routes.go is the site map,
// server.go the one hardened constructor.
package handlers

import (
	"fmt"
	"net/http"

	"hundredweight/handlers/account"
	"hundredweight/handlers/admin"
	"hundredweight/handlers/commissioner"
	"hundredweight/handlers/contracts"
	"hundredweight/handlers/evaluator"
	"hundredweight/handlers/page"
	"hundredweight/handlers/provider"
	"hundredweight/handlers/public"
	may "hundredweight/models/account"
	"hundredweight/models/commissioning"
)

// Route is one line of the site map.
type Route struct {
	Method, Path string
	Policy       page.Policy
	Handle       page.Handler
	upload       int64 // most bytes of the body, when it carries files
	cached       bool  // the same for every stranger: kept ready to send
	limit        Limit // how often strangers of one network may ask
}

// Cached marks a public page that is the same for every stranger.
func (r Route) Cached() Route { r.cached = true; return r }

// Uploads lets the body weigh up to most bytes and arrive slowly.
func (r Route) Uploads(most int64) Route { r.upload = most; return r }

// Limited sets how often one network may ask.
func (r Route) Limited(l Limit) Route { r.limit = l; return r }

func get(path string, p page.Policy, h page.Handler) Route {
	return Route{Method: http.MethodGet, Path: path, Policy: p, Handle: h}
}

func post(path string, p page.Policy, h page.Handler) Route {
	return Route{Method: http.MethodPost, Path: path, Policy: p, Handle: h, limit: Changes}
}

// Routes gives the site map with its pages.
func Routes(kit page.Kit, steps *commissioning.Steps) []Route {
	return siteMap(public.New(kit, steps), account.New(kit, steps), admin.New(kit, steps), provider.New(kit, steps),
		commissioner.New(kit, steps), evaluator.New(kit, steps), contracts.New(kit, steps))
}

// tenderTeam lets in everybody appointed to the tender, in whatever role, and
// those who read everything of the buyer.
var tenderTeam = page.Appointee(may.RoleAuthor, may.RoleApprover, may.RoleOpener, may.RoleEvaluator, may.RoleModerator, may.RoleAwardApprover, may.RoleContractManager).Or(may.Audit)

// tenderAuthor are the people who write the tender of the path.
var tenderAuthor = page.Appointee(may.RoleAuthor)

// decisionTeam lets in those who decide, explain and approve an award, and those
// who read everything of the buyer.
var decisionTeam = page.Appointee(may.RoleAuthor, may.RoleModerator, may.RoleAwardApprover).Or(may.Audit)

// tenderApprover are the people who answer for its publication.
var tenderApprover = page.Appointee(may.RoleApprover)

// tenderPair are both: what one writes, the other approves.
var tenderPair = page.Appointee(may.RoleAuthor, may.RoleApprover)

// siteMap is THE SITE MAP: method, path, policy, page; one line a route. A
// route without a policy does not start.
func siteMap(pub public.Pages, acc account.Pages, adm admin.Pages, prov provider.Pages, com commissioner.Pages, eval evaluator.Pages, contr contracts.Pages) []Route {
	return []Route{
		// Public: home, help, the words, the public log
		get("/ledger", page.Anyone, pub.Ledger),
		get("/", page.Anyone, pub.Home).Cached(),
		get("/help", page.Anyone, pub.Help).Cached(),
		get("/help/glossary", page.Anyone, pub.Glossary).Cached(),
		get("/accessibility", page.Anyone, pub.Accessibility).Cached(),
		get("/privacy", page.Anyone, pub.Privacy).Cached(),
		get("/cookies", page.Anyone, pub.Cookies).Cached(),
		get("/about", page.Anyone, pub.About).Cached(),
		get("/ledger/checkpoint", page.Anyone, pub.Checkpoint),
		get("/ledger/entries/:n", page.Anyone, pub.LedgerEntry).Limited(Searches),
		get("/.well-known/security.txt", page.Anyone, pub.SecurityTxt),
		get("/robots.txt", page.Anyone, pub.Robots),
		get("/healthz", page.Anyone, pub.Healthz),
		get("/readyz", page.Anyone, pub.Readyz),
		get("/version", page.Anyone, pub.Build),

		// Public: tenders
		get("/tenders", page.Anyone, pub.Tenders).Cached().Limited(Searches),
		get("/tenders/:ref", page.Anyone, pub.Tender).Cached(),
		get("/tenders/:ref/deadline.ics", page.Anyone, pub.TenderDeadline),
		get("/tenders/:ref/documents/:document", page.Anyone, pub.TenderDocument).Limited(Searches),
		get("/tenders/:ref/questions", page.Anyone, pub.TenderQuestions).Cached(),
		post("/tenders/:ref/questions", page.SignedIn, pub.AskQuestion),
		post("/tenders/:ref/following", page.SignedIn, pub.FollowTender),
		get("/tenders/:ref/history", page.Anyone, pub.TenderHistory),
		get("/tenders/:ref/versions/:n", page.Anyone, pub.TenderVersion).Cached(),
		get("/tenders/:ref/versions/:n/data.json", page.Anyone, pub.TenderVersionData),

		// Public: services, organisations
		get("/services", page.Anyone, pub.Services).Cached().Limited(Searches),
		get("/services/:ref", page.Anyone, pub.Service).Cached(),
		get("/services/:ref/versions/:n", page.Anyone, pub.ServiceVersion).Cached(),
		get("/services/:ref/versions/:n/evidence/:evidence", page.Anyone, pub.ServiceEvidence),
		get("/organisations/:slug", page.Anyone, pub.Organisation).Cached(),

		// Public: contracts
		get("/contracts", page.Anyone, pub.Contracts).Cached().Limited(Searches),
		get("/contracts/:ref", page.Anyone, pub.Contract).Cached(),

		// Signing in and the own account
		get(page.KeptAt, page.SignedIn, acc.Kept),
		get("/sign-in", page.Anyone, acc.SignIn),
		post("/sign-in", page.Anyone, acc.EnterSignIn).Limited(Guesses),
		get("/sign-in/:token", page.Anyone, acc.SignInLink).Limited(Guesses),
		post("/sign-in/:token", page.Anyone, acc.EnterSignInLink).Limited(Guesses),
		post("/sign-out", page.Anyone, acc.SignOut),
		get("/account/new", page.Anyone, acc.New),
		post("/account/new", page.Anyone, acc.AskNew).Limited(SignUps),
		get("/account/check-email", page.Anyone, acc.CheckEmail),
		get("/account/new/:token", page.Anyone, acc.Create).Limited(Guesses),
		post("/account/new/:token", page.Anyone, acc.MakeAccount).Limited(Guesses),
		get("/account/password", page.Anyone, acc.Password),
		post("/account/password", page.Anyone, acc.NewPassword).Limited(Guesses),
		get("/account/password/:token", page.Anyone, acc.Reset).Limited(Guesses),
		post("/account/password/:token", page.Anyone, acc.SetPassword).Limited(Guesses),
		get("/account", page.SignedIn, acc.Account),
		post("/account/name", page.SignedIn, acc.Rename),
		post("/account/sessions", page.SignedIn, acc.EndSessions),
		get("/account/organisations/new", page.SignedIn, acc.OrganisationNew),
		post("/account/organisations/new", page.SignedIn, acc.LookUp),
		get("/account/organisations/new/details", page.SignedIn, acc.OrganisationDetails),
		post("/account/organisations/new/details", page.SignedIn, acc.CreateOrganisation),
		get("/invitations/:token", page.Anyone, acc.Invitation).Limited(Guesses),
		post("/invitations/:token", page.Anyone, acc.AcceptInvitation).Limited(Guesses),
		get("/set-up/:token", page.Anyone, acc.SetUp).Limited(Guesses),
		post("/set-up/:token", page.Anyone, acc.MakeOperator).Limited(Guesses),
		post("/demo/sign-in", page.Anyone, acc.DemoSignIn),
		get("/demo", page.Anyone, acc.Demonstration),
		post("/demo/clock", page.Anyone, acc.MoveClock),
		get("/outbox", page.Anyone, acc.Outbox),
		get("/outbox/:id", page.Anyone, acc.Mail),

		// An organisation: home, team, settings
		get("/org/:org", page.Member(), acc.OrgHome),
		get("/org/:org/team", page.Member(), acc.Team),
		post("/org/:org/team", page.Member(may.ManageTeam), acc.Invite),
		post("/org/:org/team/invitations/:n/withdrawal", page.Member(may.ManageTeam), acc.WithdrawInvitation),
		get("/org/:org/team/:n", page.Member(), acc.Member),
		post("/org/:org/team/:n", page.Member(may.ManageTeam), acc.ChangeMember),
		post("/org/:org/team/:n/ending", page.Member(), acc.EndMember),
		get("/org/:org/settings", page.Member(), acc.Settings),
		post("/org/:org/settings", page.Member(may.ManageTeam), acc.Describe),
		get("/org/:org/settings/details", page.Member(may.ManageTeam), acc.Correct),
		post("/org/:org/settings/details", page.Member(may.ManageTeam), acc.SaveCorrect),

		// A provider: services, evidence
		get("/org/:org/services", page.Member(), prov.Services),
		get("/org/:org/services/new", page.Member(may.Contribute), prov.NewService),
		post("/org/:org/services/new", page.Member(may.Contribute), prov.StartService),
		get("/org/:org/services/:ref", page.Member(), prov.Service),
		get("/org/:org/services/:ref/describe", page.Member(may.Contribute), prov.ServiceDescribe),
		post("/org/:org/services/:ref/describe", page.Member(may.Contribute), prov.SaveServiceDescribe),
		get("/org/:org/services/:ref/where", page.Member(may.Contribute), prov.ServiceWhere),
		post("/org/:org/services/:ref/where", page.Member(may.Contribute), prov.SaveServiceWhere),
		get("/org/:org/services/:ref/price", page.Member(may.Contribute), prov.ServicePrice),
		post("/org/:org/services/:ref/price", page.Member(may.Contribute), prov.SaveServicePrice),
		get("/org/:org/services/:ref/contact", page.Member(may.Contribute), prov.ServiceContact),
		post("/org/:org/services/:ref/contact", page.Member(may.Contribute), prov.SaveServiceContact),
		get("/org/:org/services/:ref/cover", page.Member(may.Contribute), prov.ServiceCover),
		post("/org/:org/services/:ref/cover", page.Member(may.Contribute), prov.SaveServiceCover),
		get("/org/:org/services/:ref/claims", page.Member(), prov.Claims),
		get("/org/:org/services/:ref/claims/new", page.Member(may.Contribute), prov.NewClaim),
		post("/org/:org/services/:ref/claims/new", page.Member(may.Contribute), prov.AddClaims),
		get("/org/:org/services/:ref/claims/:claim/removal", page.Member(may.Contribute), prov.RemoveClaim),
		post("/org/:org/services/:ref/claims/:claim/removal", page.Member(may.Contribute), prov.TakeClaimOut),
		get("/org/:org/services/:ref/claims/:claim/:step", page.Member(may.Contribute), prov.Claim),
		post("/org/:org/services/:ref/claims/:claim/:step", page.Member(may.Contribute), prov.SaveClaim),
		get("/org/:org/services/:ref/submission", page.Member(), prov.CheckService),
		post("/org/:org/services/:ref/submission", page.Member(may.Contribute), prov.SubmitService),
		get("/org/:org/services/:ref/publication", page.Member(), prov.CheckService),
		post("/org/:org/services/:ref/publication", page.Member(may.Sign), prov.PublishService),
		get("/org/:org/services/:ref/return", page.Member(may.Contribute, may.Sign), prov.ReturnService),
		post("/org/:org/services/:ref/return", page.Member(may.Contribute, may.Sign), prov.GiveServiceBack),
		get("/org/:org/services/:ref/suspension", page.Member(may.Sign), prov.HideService),
		post("/org/:org/services/:ref/suspension", page.Member(may.Sign), prov.SuspendService),
		get("/org/:org/services/:ref/resumption", page.Member(may.Sign), prov.ShowService),
		post("/org/:org/services/:ref/resumption", page.Member(may.Sign), prov.ResumeService),
		get("/org/:org/services/:ref/withdrawal", page.Member(may.Sign), prov.EndService),
		post("/org/:org/services/:ref/withdrawal", page.Member(may.Sign), prov.WithdrawService),
		get("/org/:org/services/:ref/versions", page.Member(), prov.ServiceVersions),
		post("/org/:org/services/:ref/versions", page.Member(may.Contribute), prov.ReviseService),
		get("/org/:org/library/evidence", page.Member(), prov.Evidence),
		get("/org/:org/library/evidence/new", page.Member(may.Contribute), prov.NewEvidence),
		post("/org/:org/library/evidence/new", page.Member(may.Contribute), prov.AddEvidence).Uploads(provider.EvidenceBody),
		get("/org/:org/library/evidence/:evidence", page.Member(), prov.EvidenceOne),
		get("/org/:org/library/evidence/:evidence/file", page.Member(), prov.EvidenceFile),
		get("/org/:org/library/evidence/:evidence/removal", page.Member(may.Contribute), prov.RemoveEvidence),
		post("/org/:org/library/evidence/:evidence/removal", page.Member(may.Contribute), prov.TakeEvidenceOut),

		// A provider: bids
		get("/tenders/:ref/bid", page.SignedIn, prov.BidStart),
		post("/tenders/:ref/bid", page.SignedIn, prov.StartBid),
		get("/org/:org/bids", page.Member(), prov.Bids),
		get("/org/:org/bids/:ref", page.Member(), prov.Bid),
		get("/org/:org/bids/:ref/feedback", page.Member(), prov.Feedback),
		get("/org/:org/bids/:ref/draft", page.Member(), prov.DownloadDraft),
		get("/org/:org/bids/:ref/lots", page.Member(), prov.BidLots),
		post("/org/:org/bids/:ref/lots", page.Member(may.Contribute, may.Sign), prov.ChooseLots),
		get("/org/:org/bids/:ref/questions/:key", page.Member(), prov.BidQuestion),
		post("/org/:org/bids/:ref/questions/:key", page.Member(may.Contribute, may.Sign), prov.SaveQuestion),
		post("/org/:org/bids/:ref/questions/:key/autosave", page.Member(may.Contribute, may.Sign), prov.AutosaveQuestion),
		get("/org/:org/bids/:ref/questions/:key/files", page.Member(), prov.BidFiles),
		post("/org/:org/bids/:ref/questions/:key/files", page.Member(may.Contribute, may.Sign), prov.UploadFiles).Uploads(provider.BidBody),
		post("/org/:org/bids/:ref/files/:part/removal", page.Member(may.Contribute, may.Sign), prov.RemoveFile),
		get("/org/:org/bids/:ref/conditions", page.Member(), prov.BidConditions),
		post("/org/:org/bids/:ref/conditions", page.Member(may.Contribute, may.Sign), prov.SaveConditions),
		get("/org/:org/bids/:ref/commitments", page.Member(), prov.BidCommitments),
		get("/org/:org/bids/:ref/commitments/:promise", page.Member(may.Contribute, may.Sign), prov.BidCommitment),
		post("/org/:org/bids/:ref/commitments/:promise", page.Member(may.Contribute, may.Sign), prov.SaveCommitment),
		post("/org/:org/bids/:ref/commitments/:promise/removal", page.Member(may.Contribute, may.Sign), prov.RemoveCommitment),
		get("/org/:org/bids/:ref/prices/:lot", page.Member(), prov.BidPrice),
		post("/org/:org/bids/:ref/prices/:lot", page.Member(may.Contribute, may.Sign), prov.SealPrice),
		post("/org/:org/bids/:ref/prices/:lot/copy", page.Member(may.Contribute, may.Sign), prov.CopyPrice),
		post("/org/:org/bids/:ref/confirmed-prices", page.Member(may.Sign), prov.ConfirmPrices),
		get("/org/:org/bids/:ref/check", page.Member(), prov.BidCheck),
		get("/org/:org/bids/:ref/declaration", page.Member(), prov.BidDeclaration),
		post("/org/:org/bids/:ref/declaration", page.Member(may.Sign), prov.Declare),
		get("/org/:org/bids/:ref/receipts/:receipt", page.Member(), prov.BidReceipt),
		get("/org/:org/bids/:ref/receipts/:receipt/download", page.Member(), prov.DownloadReceipt),
		get("/org/:org/bids/:ref/receipts/:receipt/copy", page.Member(), prov.CopyBid),
		get("/org/:org/bids/:ref/withdrawal", page.Member(), prov.BidWithdrawal),
		post("/org/:org/bids/:ref/withdrawal", page.Member(may.Sign), prov.WithdrawBid),
		get("/org/:org/bids/:ref/confirmation", page.Member(), prov.BidConfirmation),
		post("/org/:org/bids/:ref/confirmation", page.Member(may.Contribute, may.Sign), prov.ConfirmBid),

		// A buyer: tenders, from draft to publication
		get("/org/:org/tenders", page.Member(), com.Tenders),
		get("/org/:org/tenders/new", page.Member(may.Author), com.TenderNew),
		post("/org/:org/tenders/new", page.Member(may.Author), com.StartTender),
		get("/org/:org/tenders/new/copy", page.Member(may.Author), com.TenderCopy),
		post("/org/:org/tenders/new/copy", page.Member(may.Author), com.CopyTender),
		get("/org/:org/tenders/import", page.Member(may.Author), com.Import),
		post("/org/:org/tenders/import", page.Member(may.Author), com.ImportNotice).Uploads(commissioner.NoticeBody),
		get("/org/:org/tenders/:ref", tenderTeam, com.Tender),
		get("/org/:org/tenders/:ref/open", tenderAuthor, com.OpenQuestions),
		post("/org/:org/tenders/:ref/open", tenderAuthor, com.SettleQuestions),
		get("/org/:org/tenders/:ref/need", tenderAuthor, com.Need),
		post("/org/:org/tenders/:ref/need", tenderAuthor, com.SaveNeed),
		get("/org/:org/tenders/:ref/scope", tenderAuthor, com.Scope),
		post("/org/:org/tenders/:ref/scope", tenderAuthor, com.SaveScope),
		get("/org/:org/tenders/:ref/lots", tenderAuthor, com.Lots),
		post("/org/:org/tenders/:ref/lots", tenderAuthor, com.SaveBudget),
		get("/org/:org/tenders/:ref/lots/:n", tenderAuthor, com.Lot),
		post("/org/:org/tenders/:ref/lots/:n", tenderAuthor, com.SaveLot),
		get("/org/:org/tenders/:ref/lots/:n/removal", tenderAuthor, com.LotRemoval),
		post("/org/:org/tenders/:ref/lots/:n/removal", tenderAuthor, com.RemoveLot),
		get("/org/:org/tenders/:ref/criteria", tenderAuthor, com.Criteria),
		post("/org/:org/tenders/:ref/criteria", tenderAuthor, com.SaveCriteria),
		post("/org/:org/tenders/:ref/criteria/lots", tenderAuthor, com.SplitCriteria),
		get("/org/:org/tenders/:ref/criteria/:criterion", tenderAuthor, com.Criterion),
		post("/org/:org/tenders/:ref/criteria/:criterion", tenderAuthor, com.SaveCriterion),
		get("/org/:org/tenders/:ref/criteria/:criterion/removal", tenderAuthor, com.CriterionRemoval),
		post("/org/:org/tenders/:ref/criteria/:criterion/removal", tenderAuthor, com.RemoveCriterion),
		get("/org/:org/tenders/:ref/questions", tenderAuthor, com.Questions),
		get("/org/:org/tenders/:ref/questions/:key", tenderAuthor, com.Question),
		post("/org/:org/tenders/:ref/questions/:key", tenderAuthor, com.SaveQuestion),
		get("/org/:org/tenders/:ref/questions/:key/removal", tenderAuthor, com.QuestionRemoval),
		post("/org/:org/tenders/:ref/questions/:key/removal", tenderAuthor, com.RemoveQuestion),
		get("/org/:org/tenders/:ref/conditions", tenderAuthor, com.Conditions),
		get("/org/:org/tenders/:ref/conditions/:key", tenderAuthor, com.Condition),
		post("/org/:org/tenders/:ref/conditions/:key", tenderAuthor, com.SaveCondition),
		get("/org/:org/tenders/:ref/conditions/:key/removal", tenderAuthor, com.ConditionRemoval),
		post("/org/:org/tenders/:ref/conditions/:key/removal", tenderAuthor, com.RemoveCondition),
		get("/org/:org/tenders/:ref/prices", tenderAuthor, com.Prices),
		get("/org/:org/tenders/:ref/prices/:lot/lines/:n", tenderAuthor, com.PriceLine),
		post("/org/:org/tenders/:ref/prices/:lot/lines/:n", tenderAuthor, com.SavePriceLine),
		get("/org/:org/tenders/:ref/prices/:lot/lines/:n/removal", tenderAuthor, com.PriceLineRemoval),
		post("/org/:org/tenders/:ref/prices/:lot/lines/:n/removal", tenderAuthor, com.RemovePriceLine),
		get("/org/:org/tenders/:ref/prices/:lot/paste", tenderAuthor, com.PastePrices),
		post("/org/:org/tenders/:ref/prices/:lot/paste", tenderAuthor, com.SavePastedPrices),
		get("/org/:org/tenders/:ref/timetable", tenderAuthor, com.Timetable),
		post("/org/:org/tenders/:ref/timetable", tenderAuthor, com.SaveTimetable),
		get("/org/:org/tenders/:ref/documents", tenderTeam, com.Documents),
		post("/org/:org/tenders/:ref/documents", tenderAuthor, com.AddDocument).Uploads(commissioner.DocumentBody),
		get("/org/:org/tenders/:ref/documents/:doc", tenderTeam, com.Document),
		get("/org/:org/tenders/:ref/measures", tenderAuthor, com.Measures),
		get("/org/:org/tenders/:ref/measures/:n", tenderAuthor, com.Measure),
		post("/org/:org/tenders/:ref/measures/:n", tenderAuthor, com.SaveMeasure),
		get("/org/:org/tenders/:ref/measures/:n/removal", tenderAuthor, com.MeasureRemoval),
		post("/org/:org/tenders/:ref/measures/:n/removal", tenderAuthor, com.RemoveMeasure),
		get("/org/:org/tenders/:ref/records", tenderTeam, com.Records),
		post("/org/:org/tenders/:ref/records", tenderAuthor, com.SaveRecords),
		get("/org/:org/tenders/:ref/panel", tenderAuthor, com.Panel),
		post("/org/:org/tenders/:ref/panel", tenderAuthor, com.Appoint),
		get("/org/:org/tenders/:ref/preview", tenderTeam, com.Preview),
		get("/org/:org/tenders/:ref/check", tenderAuthor, com.CheckTender),
		post("/org/:org/tenders/:ref/check", tenderAuthor, com.SubmitTender),
		get("/org/:org/tenders/:ref/approval", tenderPair, com.Approval),
		post("/org/:org/tenders/:ref/approval", tenderPair, com.DecideApproval),
		get("/org/:org/tenders/:ref/publication", tenderAuthor, com.Publication),
		post("/org/:org/tenders/:ref/publication", tenderAuthor, com.MarkPublished),
		get("/org/:org/tenders/:ref/withdrawal", tenderAuthor, com.Withdrawal),
		post("/org/:org/tenders/:ref/withdrawal", tenderAuthor, com.Withdraw),
		get("/org/:org/tenders/:ref/cancellation", tenderApprover, com.Cancellation),
		post("/org/:org/tenders/:ref/cancellation", tenderApprover, com.Cancel),
		get("/org/:org/tenders/:ref/amendment", tenderPair, com.Amendment),
		post("/org/:org/tenders/:ref/amendment", tenderAuthor, com.StartAmendment),
		post("/org/:org/tenders/:ref/amendment/offer", tenderAuthor, com.OfferAmendment),
		get("/org/:org/tenders/:ref/amendment/publication", tenderApprover, com.AmendmentPublication),
		post("/org/:org/tenders/:ref/amendment/publication", tenderApprover, com.PublishAmendment),
		get("/org/:org/tenders/:ref/amendment/withdrawal", tenderAuthor, com.AmendmentWithdrawal),
		post("/org/:org/tenders/:ref/amendment/withdrawal", tenderAuthor, com.DropAmendment),
		get("/org/:org/tenders/:ref/questions-asked", tenderPair, com.QuestionsAsked),
		get("/org/:org/tenders/:ref/questions-asked/:n", tenderPair, com.QuestionAsked),
		post("/org/:org/tenders/:ref/questions-asked/:n", tenderAuthor, com.AnswerQuestion),

		// A buyer: opening, moderation, award
		get("/org/:org/tenders/:ref/opening", tenderTeam, com.Opening),
		post("/org/:org/tenders/:ref/opening", page.Appointee(may.RoleOpener), com.StartOpening),
		post("/org/:org/tenders/:ref/opening/joining", page.Appointee(may.RoleOpener), com.JoinOpening),
		get("/org/:org/tenders/:ref/moderation", tenderTeam, com.Moderation),
		get("/org/:org/tenders/:ref/moderation/:q/:bid", tenderTeam, com.ModerationQuestion),
		post("/org/:org/tenders/:ref/moderation/:q/:bid", page.Appointee(may.RoleModerator), com.AgreeScore),
		post("/org/:org/tenders/:ref/lock", page.Appointee(may.RoleModerator), com.LockScores),
		get("/org/:org/tenders/:ref/prices-opening", tenderTeam, com.PricesOpening),
		post("/org/:org/tenders/:ref/prices-opening", page.Appointee(may.RoleOpener), com.StartPrices),
		post("/org/:org/tenders/:ref/prices-opening/joining", page.Appointee(may.RoleOpener), com.JoinPrices),
		get("/org/:org/tenders/:ref/comparison", tenderTeam, com.Comparison),
		get("/org/:org/tenders/:ref/comparison/:lot", tenderTeam, com.RankingInput),
		post("/org/:org/tenders/:ref/ranking", page.Appointee(may.RoleModerator), com.RankAgain),
		get("/org/:org/tenders/:ref/bids/:bid/disregard", page.Appointee(may.RoleApprover), com.Disregard),
		post("/org/:org/tenders/:ref/bids/:bid/disregard", page.Appointee(may.RoleApprover), com.DisregardBid),
		post("/org/:org/tenders/:ref/bids/:bid/restoring", page.Appointee(may.RoleApprover), com.RestoreBid),
		get("/org/:org/tenders/:ref/lots-drawn/:lot", page.Appointee(may.RoleModerator), com.LotsDrawn),
		post("/org/:org/tenders/:ref/lots-drawn/:lot", page.Appointee(may.RoleModerator), com.DrawLots),
		get("/org/:org/tenders/:ref/award", tenderTeam, com.Award),
		post("/org/:org/tenders/:ref/award", page.Appointee(may.RoleModerator, may.RoleAuthor), com.RecommendAward),
		post("/org/:org/tenders/:ref/award/approval", page.Appointee(may.RoleAwardApprover), com.ApproveAward),
		post("/org/:org/tenders/:ref/award/return", page.Appointee(may.RoleAwardApprover), com.ReturnAward),
		get("/org/:org/tenders/:ref/award/ending", page.Appointee(may.RoleAuthor, may.RoleAwardApprover), com.AwardEnding),
		post("/org/:org/tenders/:ref/award/ending", page.Appointee(may.RoleAuthor, may.RoleAwardApprover), com.EndAward),
		get("/org/:org/tenders/:ref/summaries", decisionTeam, com.Summaries),
		post("/org/:org/tenders/:ref/summaries", page.Appointee(may.RoleAuthor), com.SendSummaries),
		get("/org/:org/tenders/:ref/summaries/:bid", decisionTeam, com.Summary),
		post("/org/:org/tenders/:ref/summaries/:bid/reasons", page.Appointee(may.RoleModerator), com.MendReason),
		post("/org/:org/tenders/:ref/summaries/:bid/withholding", page.Appointee(may.RoleAuthor), com.Withhold),
		get("/org/:org/tenders/:ref/notice", tenderTeam, com.Notice),
		post("/org/:org/tenders/:ref/notice", page.Appointee(may.RoleAuthor, may.RoleApprover), com.MarkNotice),
		get("/org/:org/tenders/:ref/standstill", tenderTeam, com.Standstill),
		post("/org/:org/tenders/:ref/standstill", page.Appointee(may.RoleAuthor), com.PauseStandstill),
		post("/org/:org/tenders/:ref/standstill/resumption", page.Appointee(may.RoleAuthor), com.ResumeStandstill),
		get("/org/:org/tenders/:ref/standstill/days.ics", tenderTeam, com.StandstillDays),

		// The desk: declaration, scores
		get("/desk", page.SignedIn, eval.Desk),
		get("/desk/:ref", page.Appointee(may.RoleEvaluator), eval.Grid),
		get("/desk/:ref/declaration", page.Appointee(tenderTeam.Roles...), eval.Declaration),
		post("/desk/:ref/declaration", page.Appointee(tenderTeam.Roles...), eval.Declare),
		get("/desk/:ref/bids/:bid/questions/:q", page.Appointee(may.RoleEvaluator), eval.Question),
		post("/desk/:ref/bids/:bid/questions/:q", page.Appointee(may.RoleEvaluator), eval.Score),
		get("/desk/:ref/bids/:bid/files/:file", page.Appointee(may.RoleEvaluator, may.RoleModerator).Or(may.Audit), eval.File),
		get("/desk/:ref/submission", page.Appointee(may.RoleEvaluator), eval.Submission),
		post("/desk/:ref/submission", page.Appointee(may.RoleEvaluator), eval.Submit),

		// Contracts: signature, record
		get("/org/:org/tenders/:ref/signature", tenderTeam, contr.Signature),
		post("/org/:org/tenders/:ref/signature", page.Appointee(may.RoleAwardApprover), contr.SignContract),
		get("/org/:org/contracts", page.Member(), contr.Contracts),
		get("/org/:org/contracts/:ref", page.Member(), contr.Contract),
		post("/org/:org/contracts/:ref/notices", page.Member(may.Contracts, may.Author), contr.MarkNotice),

		// The operator
		get("/admin", page.Operator, adm.Home),
		get("/admin/organisations", page.Operator, adm.Organisations),
		get("/admin/organisations/new", page.Operator, adm.OrganisationNew),
		post("/admin/organisations/new", page.Operator, adm.CreateBuyer),
		get("/admin/organisations/:slug", page.Operator, adm.Organisation),
		post("/admin/organisations/:slug", page.Operator, adm.Check),
		get("/admin/operators", page.Operator, adm.Operators),
		post("/admin/operators", page.Operator, adm.Appoint),
		post("/admin/operators/ending", page.Operator, adm.Dismiss),
	}
}

// CheckRoutes refuses a site map with a route that has no policy, no handler,
// or an address that stands twice.
func CheckRoutes(routes []Route) error {
	seen := map[string]bool{}
	for _, r := range routes {
		name := r.Method + " " + r.Path
		if wrong := r.Policy.Check(r.Path); wrong != "" {
			return fmt.Errorf("route %s: %s", name, wrong)
		}
		if r.Handle == nil {
			return fmt.Errorf("route %s has no page", name)
		}
		if seen[name] {
			return fmt.Errorf("route %s stands twice", name)
		}
		seen[name] = true
	}
	return nil
}
