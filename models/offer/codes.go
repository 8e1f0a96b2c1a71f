package offer

// CommonCodes are service codes that most local services fall under, so that
// few people have to look one up. Source: Common Procurement Vocabulary 2008.
var CommonCodes = []CPV{
	{"85312400", "Welfare services not delivered through residential institutions"},
	{"85312100", "Daycare services"},
	{"85312300", "Guidance and counselling services"},
	{"85312500", "Rehabilitation services"},
	{"85311000", "Social work services with accommodation"},
	{"85323000", "Community health services"},
	{"55521100", "Meals-on-wheels services"},
	{"60130000", "Special-purpose road passenger-transport services"},
	{"70333000", "Housing services"},
	{"79611000", "Job search services"},
	{"80500000", "Training services"},
	{"79140000", "Legal advisory and information services"},
	{"92000000", "Recreational, cultural and sporting services"},
	{"77300000", "Horticultural services"},
	{"50000000", "Repair and maintenance services"},
	{"98000000", "Other community, social and personal services"},
}

// CommonCode gives a common code with its title.
func CommonCode(code string) (CPV, bool) {
	for _, c := range CommonCodes {
		if c.Code == code {
			return c, true
		}
	}
	return CPV{}, false
}
