"""The keys that TikTok documents, place by place: whatever else a response holds is listed as unknown.

From the API's documentation and its official SDK. Most are not used: no fact follows from them.
"""

from __future__ import annotations

from typing import Final


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


PAGE: Final = _keys("page_info list video_list video_detail video_details identity_list creatives has_more cursor")
PAGE_BESIDE_ADS: Final = _keys("ad_ids need_audit")
POST: Final = _keys("item_info auth_info video_info user_info carousel_info advertiser_id")
ITEM: Final = _keys(
    "item_id item_type status auth_code text anchor_list video_info auth_info carousel_info is_multi_duet_stitch "
    "stitch_original_item_id duet_original_item_id mentioned_item_ids dark_post_status branded_content_disabled "
    "promotional_music_disabled item_duet_status item_stitch_status is_ad_promotable advertiser_id"
)
AUTHORIZATION: Final = _keys("ad_auth_status auth_start_time auth_end_time invite_start_time invite_start_time_stamp")
VIDEO: Final = _keys(
    "duration bit_rate size width height format signature poster_url url preview_url preview_url_expire_time"
)
USER: Final = _keys("identity_id identity_type tiktok_name identity_authorized_bc_id display_name username")
CAROUSEL: Final = _keys("image_info music_info")

_EVERYWHERE: Final = (
    "advertiser_id campaign_id campaign_name create_time modify_time operation_status secondary_status primary_status "
    "status opt_status is_new_structure campaign_system_origin is_smart_performance_campaign currency budget "
    "budget_mode bid_type bid_price roas_bid deep_bid_type optimization_event catalog_enabled catalog_id app_id "
    "disable_skan_campaign request_id sales_destination campaign_automation_type "
)
AD: Final = _keys(
    _EVERYWHERE + "ad_format ad_id ad_name ad_text ad_texts adgroup_id adgroup_name aigc_disclosure_type app_name "
    "auto_disclaimer_types auto_message_id automate_creative_ids avatar_icon_web_uri brand_safety_postbid_partner "
    "brand_safety_vast_url branded_content_disabled call_to_action call_to_action_id card_id carousel_image_index "
    "carousel_image_labels click_tracking_url cpp_url creative_authorized creative_type dark_post_status deeplink "
    "deeplink_format_type deeplink_type deeplink_utm_params disclaimer_clickable_texts disclaimer_text "
    "disclaimer_type display_name dynamic_destination dynamic_format end_card_cta fallback_type "
    "identity_authorized_bc_id identity_authorized_shop_id identity_id identity_type image_ids "
    "impression_tracking_url instant_product_page_used is_aco item_duet_status item_group_ids item_stitch_status "
    "landing_page_url landing_page_urls music_id page_id page_image_index phone_number phone_region_calling_code "
    "phone_region_code playable_url product_display_field_list product_set_id product_specific_type profile_image_url "
    "promotional_music_disabled schedule_id shopping_ads_deeplink_type shopping_ads_fallback_type "
    "shopping_ads_video_package_id showcase_products sku_ids specific_format_type tiktok_item_id tiktok_page_category "
    "tracking_app_id tracking_message_event_set_id tracking_offline_event_set_ids tracking_pixel_id utm_params "
    "vast_moat_enabled vehicle_ids vertical_video_strategy video_id video_view_tracking_url "
    "viewability_postbid_partner viewability_vast_url smart_plus_ad_id ad_id_v2 creative_list"
)
SMART_PLUS_AD: Final = AD | _keys(
    "ad_configuration ad_text_list auto_message_list call_to_action_list custom_product_page_list deeplink_list "
    "disclaimer interactive_add_on_list landing_page_url_list page_list"
)
CREATIVE: Final = _keys("smart_plus_creative_id ad_material_id material_operation_status creative_info")
CREATIVE_INFO: Final = _keys(
    "ad_format aigc_disclosure_type identity_authorized_bc_id identity_id identity_type image_info material_name "
    "music_info tiktok_item_id video_info"
)
ADGROUP: Final = _keys(
    _EVERYWHERE
    + "actions adgroup_app_profile_page_state adgroup_id adgroup_name age_groups app_config app_download_url "
    "app_type attribution_event_count audience_ids audience_rule audience_type auto_targeting_enabled "
    "automated_keywords_enabled bid_display_mode billing_event blocked_pangle_app_ids brand_safety_partner "
    "brand_safety_type carrier_ids catalog_authorized_bc_id category_exclusion_ids category_id "
    "click_attribution_window comment_disabled contextual_tag_ids conversion_bid_price conversion_window "
    "creative_material_mode custom_conversion_id dayparting deep_cpa_bid deep_funnel_event_source "
    "deep_funnel_event_source_id deep_funnel_optimization_event deep_funnel_optimization_status delivery_mode "
    "device_model_ids device_price_ranges engaged_view_attribution_window exclude_age_under_eighteen "
    "excluded_audience_ids excluded_custom_actions excluded_pangle_audience_package_ids feed_type frequency "
    "frequency_schedule gender household_income identity_authorized_bc_id identity_id identity_type "
    "included_custom_actions included_pangle_audience_package_ids interest_category_ids interest_keyword_ids "
    "inventory_filter_enabled ios14_quota_type ios14_targeting is_hfss is_lhf_compliance isp_ids keywords "
    "languages location_ids message_event_set_id messaging_app_account_id messaging_app_type min_android_version "
    "min_ios_version network_types next_day_retention operating_systems optimization_goal pacing package "
    "phone_number phone_region_calling_code phone_region_code pixel_id placement_type placements "
    "pre_discount_bid_price pre_discount_budget pre_discount_reason product_source promotion_target_type "
    "promotion_type promotion_website_type purchase_intention_keyword_ids purchased_impression purchased_reach "
    "rf_buy_type rf_estimated_cpr rf_estimated_frequency rf_purchased_type saved_audience_id schedule_end_time "
    "schedule_infos schedule_start_time schedule_type scheduled_budget search_keywords search_result_enabled "
    "secondary_optimization_event share_disabled shopping_ads_retargeting_actions_days "
    "shopping_ads_retargeting_custom_audience_relation shopping_ads_retargeting_type shopping_ads_type "
    "skip_learning_phase smart_audience_enabled smart_interest_behavior_enabled spending_power "
    "split_test_adgroup_ids split_test_group_id split_test_status statistic_type store_authorized_bc_id store_id "
    "targeting_expansion tiktok_subplacements topview_reach_range vbo_window vertical_sensitivity_id "
    "video_download_disabled view_attribution_window zipcode_ids"
)
CAMPAIGN: Final = _keys(
    _EVERYWHERE
    + "app_promotion_type budget_optimize_on campaign_app_profile_page_state campaign_product_source campaign_type "
    "industry_types internal_channel is_advanced_dedicated_campaign is_search_campaign objective objective_type "
    "optimization_goal plugin_partner po_number postback_window_mode rf_campaign_type rta_bid_enabled rta_id "
    "rta_product_selection_enabled special_industries split_test_variable virtual_objective_type"
)
IDENTITY: Final = _keys(
    "identity_id identity_type identity_authorized_bc_id identity_authorized_shop_id available_status can_pull_video "
    "can_push_video can_use_live_ads can_manage_message display_name profile_image username ads_only_mode is_gpppa"
)
ADVERTISER: Final = _keys(
    "address advertiser_account_type advertiser_id advertiser_name balance brand cellphone_number company contacter "
    "country create_time currency description display_timezone email industry language license_no license_url name "
    "owner_bc_id promotion_area promotion_center_city promotion_center_province reason rejection_reason role status "
    "telephone telephone_number timezone"
)
