from django.urls import path

from mentorlift.matching.views import drafts, pairs, policy, publications

app_name = "matching"
COHORT = "match/<uuid:cohort_id>/"
DRAFT = "match/drafts/<uuid:draft_id>/"
urlpatterns = [
    path("programmes/<uuid:programme_id>/match/", drafts.programme, name="programme"),
    path("programmes/<uuid:programme_id>/policy-<int:version>.toml", policy.policy_download, name="policy_download"),
    path(COHORT, drafts.matching, name="matching"),
    path(COHORT + "policy/", policy.policy, name="policy"),
    path(COHORT + "policy/file/", policy.policy_file, name="policy_file"),
    path(COHORT + "holds/", pairs.hold_list, name="holds"),
    path(COHORT + "holds/<int:hold_id>/lifting/", pairs.hold_lifting, name="hold_lifting"),
    path(COHORT + "<str:group>/", drafts.matching, name="group"),
    path(COHORT + "<str:group>/pool/", drafts.pool, name="pool"),
    path(COHORT + "<str:group>/drafts/", drafts.drafts, name="drafts"),
    path(DRAFT, drafts.draft, name="draft"),
    path(DRAFT + "publication/", publications.publication, name="publication"),
    path(DRAFT + "beside/<uuid:other_id>/", drafts.comparison, name="comparison"),
    path(DRAFT + "people/<uuid:protege_id>/mentor/", pairs.mentor, name="mentor"),
    path(DRAFT + "people/<uuid:protege_id>/hold/", pairs.holds, name="hold"),
    path("pairs/<uuid:pair_id>/rematch/", pairs.successor, name="successor"),
]
