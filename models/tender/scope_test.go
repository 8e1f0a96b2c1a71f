package tender

import (
	"reflect"
	"testing"
)

func TestCodesAsPeopleTypeThem(t *testing.T) {
	codes, wrong := CodesIn("85311000\n 85312000-9  Social work\n\n85311000 again\nhomes\n123\n853110001")
	if !reflect.DeepEqual(codes, []string{"85311000", "85312000"}) || !reflect.DeepEqual(wrong, []string{"homes", "123", "853110001"}) {
		t.Errorf("codes %q, wrong %q", codes, wrong)
	}
	if codes, wrong := CodesIn(" \n"); codes != nil || wrong != nil {
		t.Errorf("nothing is %q, %q", codes, wrong)
	}
}

func TestAreasAsPeopleTypeThem(t *testing.T) {
	got := AreasIn("E08000033\nE08000034  Kirklees\nUKH25\nUK\nBristol, City of\nE0800003")
	want := []AreaLine{{Code: "E08000033"}, {Code: "E08000034", Name: "Kirklees"}, {Code: "UKH25"}, {Name: "UK"}, {Name: "Bristol, City of"}, {Name: "E0800003"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}
