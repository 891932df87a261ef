package dev.natsbroker.broker.config;

/**
 * A signal to send to a running server, as {@code --signal} asks for it.
 *
 * @param command one of ldm, stop, quit, term, reopen, reload; not checked here
 * @param target process id or path of a pid file; empty to look for the running server
 */
public record SignalRequest(String command, String target) {}
