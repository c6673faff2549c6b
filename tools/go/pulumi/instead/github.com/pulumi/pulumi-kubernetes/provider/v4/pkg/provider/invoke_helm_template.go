package provider

import (
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/clients"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/host"
)

type HelmChartOpts struct{ Namespace string }

func helmTemplate(host.HostClient, HelmChartOpts, *clients.DynamicClientSet) (string, error) {
	return "", errNoHelm
}
