"""The retailer test-purchase and compliance tracker.

    app, cli            make the application, gather the commands
    demo                an invented borough for trying it out
    reports             home page; rates and trends across nouns
    imports             a register in: recognise, check every row, plan, commit
    letters             kinds, facts, wording, PDF; issued bytes never change
    escalations         the repeat-offender list and the ladder, with the reasons
    purchases           test purchases in store and online: accounts, stages, reviews, disputes
    operations          a planned exercise: purpose, targets, team
    evidence            exhibits of a test: files, things, seals, their chain of hands
    volunteers          the vault: everyone else sees a code
    visits              an officer at an outlet
    agreements training Responsible Retailer Agreements; courses and who came
    retailers           legal entities, outlets, who operated what when
    offences places     the law by the day it was in force, and what can prove it; where a postcode is
    accounts            authorities, officers, signing in
    audit               what was done or looked at; hash-chained
    web forms navigation  the edge of every page
    jobs throttle       long work, done by the worker; what the signed-out try, counted
    database pdf documents files scanning spreadsheets mailing pictures   plumbing
    settings permissions errors clock dates emails codes reading claims

Down the alphabet inside a slice (views api cli · services forms · queries · models · rules), down this list between
slices; never up, never round. One exception: a page may read any slice's queries. docs/architecture.md tells more;
pyproject.toml enforces it.
"""
