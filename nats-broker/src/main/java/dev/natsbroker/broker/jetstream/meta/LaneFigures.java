package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.journal.JournalFigures;

/**
 * How a lane works. Immutable.
 *
 * @param number the lane's number, from 0
 * @param streams streams that live on it
 * @param waitingAnswers acknowledgements and other answers that wait for the disk
 * @param journal its journal
 */
public record LaneFigures(int number, int streams, int waitingAnswers, JournalFigures journal) {}
