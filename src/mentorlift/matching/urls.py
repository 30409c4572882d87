from django.urls import path

from mentorlift.matching.views import choosing, drafts, pairs, policy, publications, requests, trials

app_name = "matching"
COHORT = "match/<uuid:cohort_id>/"
DRAFT = "match/drafts/<uuid:draft_id>/"
REQUEST = "requests/<uuid:request_id>/"
urlpatterns = [
    path("programmes/<uuid:programme_id>/match/", drafts.programme, name="programme"),
    path("programmes/<uuid:programme_id>/policy-<int:version>.toml", policy.policy_download, name="policy_download"),
    path(COHORT, drafts.matching, name="matching"),
    path(COHORT + "policy/", policy.policy, name="policy"),
    path(COHORT + "policy/file/", policy.policy_file, name="policy_file"),
    path(COHORT + "holds/", pairs.hold_list, name="holds"),
    path(COHORT + "holds/<int:hold_id>/lifting/", pairs.hold_lifting, name="hold_lifting"),
    path(COHORT + "choosing/", choosing.choosing, name="choosing"),
    path(COHORT + "choosing/end/", choosing.choosing_end, name="choosing_end"),
    path(COHORT + "<str:group>/", drafts.matching, name="group"),
    path(COHORT + "<str:group>/pool/", drafts.pool, name="pool"),
    path(COHORT + "<str:group>/drafts/", drafts.drafts, name="drafts"),
    path(DRAFT, drafts.draft, name="draft"),
    path(DRAFT + "publication/", publications.publication, name="publication"),
    path(DRAFT + "beside/<uuid:other_id>/", drafts.comparison, name="comparison"),
    path(DRAFT + "without/<str:role>/", drafts.unplaced, name="unplaced"),
    path(DRAFT + "what-if/", trials.trials, name="trials"),
    path(DRAFT + "people/<uuid:protege_id>/mentor/", pairs.mentor, name="mentor"),
    path(DRAFT + "people/<uuid:protege_id>/hold/", pairs.holds, name="hold"),
    path("match/what-if/<uuid:trial_id>/", trials.trial, name="trial"),
    path("match/what-if/<uuid:trial_id>/draft/", trials.draft_of_trial, name="draft_of_trial"),
    path("choose/<uuid:choosing_id>/", requests.choose, name="choose"),
    path("choose/<uuid:choosing_id>/<uuid:mentor_id>/", requests.ask, name="ask"),
    path(REQUEST, requests.request, name="request"),
    path(REQUEST + "yes/", requests.acceptance, name="acceptance"),
    path(REQUEST + "no/", requests.decline, name="decline"),
    path(REQUEST + "withdrawal/", requests.withdrawal, name="withdrawal"),
    path("pairs/<uuid:pair_id>/rematch/", pairs.successor, name="successor"),
]
