using System;

namespace Pregroup
{
    /// <summary>A call that failed; wrong data of a patient is a finding
    /// instead.</summary>
    public sealed class PregroupException : Exception
    {
        /// <summary>The number in the table of docs/hosts.md: 10 is a mistake
        /// of the caller, 30 a pack that is none, 41 a file that cannot be
        /// read.</summary>
        public int Status { get; }

        internal PregroupException(int status, string message) : base(message)
        {
            Status = status;
        }
    }
}
