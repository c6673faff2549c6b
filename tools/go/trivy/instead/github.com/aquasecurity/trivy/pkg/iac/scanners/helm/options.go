package helm

import "github.com/aquasecurity/trivy/pkg/iac/scanners/options"

func none(options.ConfigurableScanner) {}

func ScannerWithValuesFile(...string) options.ScannerOption { return none }

func ScannerWithValues(...string) options.ScannerOption { return none }

func ScannerWithFileValues(...string) options.ScannerOption { return none }

func ScannerWithStringValues(...string) options.ScannerOption { return none }

func ScannerWithAPIVersions(...string) options.ScannerOption { return none }

func ScannerWithKubeVersion(string) options.ScannerOption { return none }
