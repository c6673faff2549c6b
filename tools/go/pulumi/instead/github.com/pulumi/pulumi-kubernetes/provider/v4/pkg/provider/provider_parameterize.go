package provider

type parameterizedPackageMap struct{}

func (*parameterizedPackageMap) get(string, string) *struct{} {
	return nil
}
