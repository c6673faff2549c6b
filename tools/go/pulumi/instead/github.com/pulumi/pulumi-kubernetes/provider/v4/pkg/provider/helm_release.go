package provider

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

var errNoHelm = errors.New("this build of the Kubernetes provider has no Helm")

func isHelmRelease(urn resource.URN) bool {
	return urn.Type() == "kubernetes:helm.sh/v3:Release"
}

type refusal struct{ customResourceProvider }

func newHelmReleaseProvider(...any) (customResourceProvider, error) {
	return refusal{}, nil
}

func (refusal) Check(context.Context, *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return nil, errNoHelm
}

func (refusal) Read(context.Context, *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	return nil, errNoHelm
}
