package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.json.OmitEmpty;

/**
 * Something that is wrong with JetStream.
 *
 * @param type {@code JETSTREAM} for the server or {@code STREAM}
 * @param account the account of the stream, empty for the server
 * @param stream the stream, empty for the server
 * @param error what is wrong
 * @param detail where and why; may be empty
 */
record JetStreamProblem(
        String type,
        @OmitEmpty String account,
        @OmitEmpty String stream,
        String error,
        @OmitEmpty String detail) {
    static JetStreamProblem ofServer(String error, String detail) {
        return new JetStreamProblem("JETSTREAM", "", "", error, detail);
    }

    static JetStreamProblem ofStream(String account, String stream, String what, String detail) {
        String error = "JetStream stream '" + account + " > " + stream + "' " + what;
        return new JetStreamProblem("STREAM", account, stream, error, detail);
    }
}
