package dev.natsbroker.samples.orders;

/** What a customer wants. It travels as JSON. */
record Order(String id, String product, int quantity) {}
