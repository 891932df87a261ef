package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.bucket.InvalidNameException;
import java.util.regex.Pattern;

/** Names that ADR-8 allows. */
final class KeyNames {
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern KEY = Pattern.compile("[-/_=A-Za-z0-9]+(\\.[-/_=A-Za-z0-9]+)*");
    private static final Pattern FILTER =
            Pattern.compile("(>|(\\*|[-/_=A-Za-z0-9]+)(\\.(\\*|[-/_=A-Za-z0-9]+))*(\\.>)?)");

    private KeyNames() {}

    static String requireBucket(String bucket) {
        if (!BUCKET.matcher(bucket).matches()) {
            throw new InvalidNameException(
                    bucket,
                    "'" + bucket + "' is not the name of a bucket: use A-Z, a-z, 0-9, '-' and '_', at least one");
        }
        return bucket;
    }

    static String requireKey(String bucket, String key) {
        if (!KEY.matcher(key).matches()) {
            throw new InvalidNameException(
                    key,
                    "'" + key + "' is not a key for bucket '" + bucket
                            + "': use A-Z, a-z, 0-9, '-', '/', '_', '=' and single dots between them; encode everything"
                            + " else, e.g. as Base64 for URLs");
        }
        return key;
    }

    static String requireFilter(String bucket, String filter) {
        if (!FILTER.matcher(filter).matches()) {
            throw new InvalidNameException(
                    filter,
                    "'" + filter + "' is not a key filter for bucket '" + bucket
                            + "': use a key in which '*' stands for one token between dots and a '>' at the end for all"
                            + " that follow");
        }
        return filter;
    }
}
