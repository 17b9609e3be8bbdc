using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace Pregroup
{
    /// <summary>Reads a result in XML; an element that is empty or absent is
    /// null.</summary>
    internal static class Xml
    {
        internal static string Text(this XElement from, string name)
        {
            string text = from.Element(name)?.Value;
            return string.IsNullOrEmpty(text) ? null : text;
        }

        internal static decimal? Number(this XElement from, string name) =>
            from.Text(name) is string text
                ? decimal.Parse(text, CultureInfo.InvariantCulture)
                : (decimal?)null;

        internal static int? Whole(this XElement from, string name) =>
            (int?)from.Number(name);

        internal static bool Flag(this XElement from, string name) =>
            from.Text(name) == "true";

        /// <summary>An object; null if the element is absent or has nothing in
        /// it.</summary>
        internal static T Object<T>(this XElement from, string name,
            Func<XElement, T> make) where T : class =>
            from.Element(name) is XElement one && one.HasElements
                ? make(one) : null;

        internal static IReadOnlyList<T> All<T>(this XElement from, string name,
            Func<XElement, T> make) =>
            from?.Elements(name).Select(make).ToList();
    }
}
