package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.model.ApiError;

/**
 * One kind of request.
 *
 * @param pattern the subject behind {@code $JS.API.}, with wildcards
 * @param type the type of its responses without the prefix
 * @param zeroMembers the members that stand in a response even if it tells an error
 * @param isGuarded whether the required level and the account are checked before all else
 * @param handler who answers
 */
record ApiEndpoint(String pattern, String type, String zeroMembers, boolean isGuarded, ApiHandler handler) {
    /** An ordinary endpoint. */
    static ApiEndpoint of(String pattern, String type, ApiHandler handler) {
        return new ApiEndpoint(pattern, type, "", true, handler);
    }

    /** The same with members that are never left out. */
    ApiEndpoint alwaysWith(String members) {
        return new ApiEndpoint(pattern, type, members, isGuarded, handler);
    }

    /** The same whose handler looks at the body, or at nothing, before level and account. */
    ApiEndpoint unguarded() {
        return new ApiEndpoint(pattern, type, zeroMembers, false, handler);
    }

    /** Whether it only tells what there is: such requests have a limit of their own. */
    boolean isInfo() {
        return pattern.equals("INFO")
                || pattern.contains(".INFO.")
                || pattern.contains(".NAMES")
                || pattern.contains(".LIST");
    }

    /** The answer to a request that fails. */
    ApiResponse failure(ApiError error) {
        return ApiResponse.of(type).error(error).members(zeroMembers).build();
    }
}
