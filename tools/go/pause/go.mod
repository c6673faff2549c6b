module lexfix/tools/pause

go 1.25
